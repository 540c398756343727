import DedicatedThread
import KafkaClient
import Logging
import Synchronization
import TestKafka
import Testing

/// Members of consumer groups. The mock cluster waits three seconds for a group's first members, and almost
/// the session time-out for all to join again.
@Suite struct KafkaGroupTests {
    @Test(arguments: ["range", "cooperative-sticky"])
    func `when a second member joins and leaves, every record is read once in each generation`(
        assignor: String
    ) async throws {
        let cluster = try filled(partitions: 4, records: 200)
        let ledger = Ledger()
        let one = DedicatedThread(name: "one")
        let two = DedicatedThread(name: "two")
        async let first: Void = one.run { try await member(cluster, assignor, ledger, until: 2) }
        #expect(await ledger.wait { $0.count >= 800 })
        async let second: Void = two.run { try await member(cluster, assignor, ledger, until: 1) }
        #expect(await ledger.wait { $0.members == 2 })
        for _ in 0..<20 { try fill(cluster, partitions: 4, records: 10) }
        #expect(await ledger.wait { $0.count >= 1600 })
        ledger.finish(1)
        try await second
        try fill(cluster, partitions: 4, records: 50)
        #expect(await ledger.wait { $0.count >= 1800 })
        ledger.finish(2)
        try await first
        #expect(ledger.count == 1800)
        #expect(ledger.gaps == [])
    }

    @Test func `close leaves at once although an assignment is unanswered`() throws {
        let cluster = try filled(partitions: 2, records: 10)
        let consumer = try groupMember(cluster, "range")
        var isAssigned = false
        while !isAssigned {
            let batch = try consumer.poll(maximumRecords: 10, timeout: .seconds(1))
            let count = batch.count
            #expect(count == 0)
            if case .assigned(let partitions)? = batch.events.first {
                isAssigned = true
                #expect(partitions.count == 2)
            }
        }
        let start = ContinuousClock.now
        consumer.close()
        #expect(ContinuousClock.now - start < .seconds(3))
    }

    @Test func `close comes back while brokers are away`() throws {
        let cluster = try filled(partitions: 2, records: 10)
        let consumer = try groupMember(cluster, "range")
        #expect(try consumer.read(20).count == 20)
        consumer.commit([(KafkaTopicPartition(topic: "clicks", partition: 0), offset: 10)])
        cluster.stopBrokers()
        let start = ContinuousClock.now
        consumer.close()
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test func `a member starts where the group committed, if it asks for that`() throws {
        let cluster = try filled(partitions: 1, records: 10)
        let partition = KafkaTopicPartition(topic: "clicks", partition: 0)
        let before = try groupMember(cluster, "range")
        #expect(try before.read(10).count == 10)
        before.commit([(partition, offset: 7)])
        before.close()
        let after = try KafkaConsumer(cluster.configuration(), group: "sink", logger: silent)
        try after.assign([(partition, offset: KafkaOffset.committed)])
        #expect(try after.read(3).map(\.offset) == [7, 8, 9])
        after.close()
    }

    @Test func `a member whose place was taken by another gets a fatal error`() throws {
        let cluster = try filled(partitions: 1, records: 1)
        let consumer = try KafkaConsumer(
            cluster.configuration([("group.instance.id", "sink-1")]), group: "sink", logger: silent)
        try consumer.subscribe(["clicks"])
        #expect(try consumer.read(1).count == 1)
        // FENCED_INSTANCE_ID
        cluster.fail(.heartbeat, with: [82])
        let error = #expect(throws: KafkaError.self) {
            let deadline = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < deadline {
                _ = try consumer.poll(maximumRecords: 10, timeout: .milliseconds(100))
            }
        }
        #expect(error?.isFatal == true)
        #expect(error?.name == "FENCED_INSTANCE_ID")
        consumer.close()
    }

    private func groupMember(_ cluster: MockCluster, _ assignor: String) throws -> KafkaConsumer {
        let consumer = try KafkaConsumer(
            cluster.configuration([("partition.assignment.strategy", assignor)]), group: "sink",
            options: KafkaConsumerOptions(sessionTimeoutMilliseconds: 3000), logger: silent)
        try consumer.subscribe(["clicks"])
        return consumer
    }

    /// A member that goes on from where the ledger is, and enters what it reads, until the ledger is
    /// finished.
    private func member(
        _ cluster: MockCluster, _ assignor: String, _ ledger: Ledger, until end: Int
    ) async throws {
        let consumer = try groupMember(cluster, assignor)
        var isMember = false
        while !ledger.isFinished(end) {
            let batch = try consumer.poll(maximumRecords: 17, timeout: .milliseconds(20))
            for index in 0..<batch.count { ledger.enter(Read(batch.record(at: index))) }
            for event in batch.events {
                switch event {
                case .assigned(let partitions):
                    if !isMember, !partitions.isEmpty {
                        ledger.join()
                        isMember = true
                    }
                    try consumer.assign(partitions.map { ($0, offset: ledger.next($0.partition)) })
                case .revoked, .lost: try consumer.unassign()
                case .endOfPartition, .error: break
                }
            }
        }
        consumer.close()
    }
}

/// What members of a group have read, as a database would keep it.
private final class Ledger: Sendable {
    private struct State {
        var next: [Int32: Int64] = [:]
        var count = 0
        var gaps: [String] = []
        var members = 0
        var finished: Set<Int> = []
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }
    var members: Int { state.withLock { $0.members } }
    var gaps: [String] { state.withLock { $0.gaps } }

    func next(_ partition: Int32) -> Int64 { state.withLock { $0.next[partition] ?? 0 } }
    func join() { state.withLock { $0.members += 1 } }
    func finish(_ number: Int) { state.withLock { _ = $0.finished.insert(number) } }
    func isFinished(_ number: Int) -> Bool { state.withLock { $0.finished.contains(number) } }

    func enter(_ record: Read) {
        state.withLock { state in
            let expected = state.next[record.partition] ?? 0
            if record.offset != expected {
                state.gaps.append("[\(record.partition)] \(record.offset) instead of \(expected)")
            }
            state.next[record.partition] = record.offset + 1
            state.count += 1
        }
    }

    /// Waits until something holds of the ledger, for half a minute at most.
    func wait(_ isTrue: (Ledger) -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(30)
        while !isTrue(self) {
            if ContinuousClock.now > deadline { return false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }
}
