import KafkaBroker
import KafkaLog
import KafkaProtocol
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@Suite struct `Starting and stopping` {
    @Test func `records and committed offsets survive a restart`() async throws {
        try await withTemporaryDirectory { directory in
            let port = try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t")
                    _ = try await client.produce(["a", "b"], to: "t")
                    #expect(try await client.commit(1, group: "g", topic: "t") == .none)
                    #expect(try await client.commit(2, group: "g", topic: "t") == .none)
                }
                return broker.port
            }
            // The same port again, at once.
            let again = try await TestBroker.start(in: directory, port: port)
            try await TestClient.with(port: port) { client in
                #expect(try await client.fetch("t", from: 0).values().map(\.value) == ["a", "b"])
                let position = try await client.committed(group: "g", topic: "t")
                #expect(position.committedOffset == 2)
                #expect(position.metadata == "m2")
            }
            await again.broker.shutDown()
        }
    }

    @Test func `waiting fetches and joins end at once when the broker stops`() async throws {
        try await withTemporaryDirectory { directory in
            let broker = try await TestBroker.start(in: directory)
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                try await client.send(.fetch(fetchRequest("t", from: 0, wait: 60_000)), version: 12)
                let clock = ContinuousClock()
                let start = clock.now
                await broker.broker.shutDown()
                _ = try await client.frame()
                #expect(clock.now - start < .seconds(5))
            }
        }
    }

    @Test func `a second broker on the same port or directory is refused with a reason`() async throws {
        try await withTemporaryDirectory { directory in
            try await TestBroker.with { first in
                let expected = KafkaBrokerError.addressInUse(host: "127.0.0.1", port: first.port)
                #expect(expected.description.hasSuffix("or choose another port with --listen"))
                _ = await #expect(throws: expected) {
                    _ = try await TestBroker.start(in: directory, port: first.port)
                }
            }
            let second = try await TestBroker.start(in: directory)
            let error = await #expect(throws: KafkaBrokerError.self) {
                _ = try await TestBroker.start(in: directory)
            }
            guard case .log(.locked) = error else {
                await second.broker.shutDown()
                Issue.record("\(String(describing: error))")
                return
            }
            await second.broker.shutDown()
        }
    }

    @Test func `a directory that cannot be made is refused with a reason`() async throws {
        let error = await #expect(throws: KafkaBrokerError.self) {
            _ = try await TestBroker.start(in: "/proc/nowhere")
        }
        #expect(error?.description.contains("/proc/nowhere") == true)
    }

    @Test func `a service group runs it and stops it`() async throws {
        try await withTemporaryDirectory { directory in
            var configuration = KafkaBrokerConfiguration(dataDirectory: directory)
            configuration.port = 0
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let broker = KafkaBroker(configuration: configuration, logger: logger)
            let address = try await broker.start()
            let group = ServiceGroup(services: [broker], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                try await TestClient.with(port: address.port) { client in
                    _ = try await client.createTopic("t")
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            await #expect(throws: KafkaBrokerError.alreadyStarted) { try await broker.start() }
        }
    }

    @Test func `many commits are compacted, and the latest survive`() async throws {
        try await withTemporaryDirectory { directory in
            let rounds: Int64 = 30
            try await TestBroker.with(
                in: directory, configure: { $0.housekeepingInterval = .milliseconds(20) }
            ) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t", partitions: 50)
                    for round in 1...rounds {
                        let request = OffsetCommitRequest {
                            $0.groupID = "g"
                            $0.topics = [
                                OffsetCommitRequest.Topic {
                                    $0.name = "t"
                                    $0.partitions = (Int32(0)..<50).map { index in
                                        OffsetCommitRequest.Partition {
                                            $0.index = index
                                            $0.committedOffset = round * 1_000 + Int64(index)
                                            $0.metadata = String(repeating: "x", count: 4_000)
                                        }
                                    }
                                }
                            ]
                        }
                        guard case .offsetCommit(let response) = try await client.call(.offsetCommit(request))
                        else { throw TestClient.Closed() }
                        #expect(response.topics[0].partitions.allSatisfy { $0.errorCode == .none })
                    }
                    // Until only the latest are left, and what is not closed yet.
                    while try await size(of: "__consumer_offsets", client) > 3 << 20 { await Task.yield() }
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let request = OffsetFetchRequest {
                        $0.groups = [OffsetFetchRequest.Group { $0.groupID = "g" }]
                    }
                    guard case .offsetFetch(let response) = try await client.call(.offsetFetch(request))
                    else {
                        throw TestClient.Closed()
                    }
                    let partitions = response.groups[0].topics[0].partitions
                    #expect(partitions.count == 50)
                    #expect(partitions.allSatisfy { $0.committedOffset == rounds * 1_000 + Int64($0.index) })
                }
            }
        }
    }

    private func size(of topic: String, _ client: TestClient) async throws -> Int64 {
        let request = DescribeLogDirsRequest { $0.topics = nil }
        guard case .describeLogDirs(let response) = try await client.call(.describeLogDirs(request)) else {
            throw TestClient.Closed()
        }
        let found = response.directories[0].topics.first { $0.name == topic }
        return found?.partitions.reduce(0) { $0 + $1.size } ?? 0
    }
}
