import KafkaBroker
import KafkaLog
import Testing

@Suite struct TransactionRegistryTests {
    typealias Machine = TransactionStateMachine
    private let topicID = TopicID(high: 1, low: 2)

    private func key(_ group: String, _ index: Int32 = 0) -> OffsetKey {
        OffsetKey(group: group, topic: "t", partition: index)
    }

    /// With a position of a group in an open transaction.
    private func machine(_ id: String, _ producerID: Int64, group: String) -> Machine {
        var machine = Machine(id: id, producerID: producerID, timeout: 10, now: 0)
        _ = machine.initialize(nil, timeout: 10, freshID: 99, now: 0)
        _ = machine.add(group: group, machine.identity, now: 1)
        let offset = CommittedOffset(offset: 5, commitTimestamp: 1)
        _ = machine.add([key(group): offset], machine.identity, limit: 9, now: 1)
        return machine
    }

    @Test func `positions are found by their group, and forgotten with the transaction`() {
        var registry = TransactionRegistry()
        var first = machine("a", 1, group: "g")
        registry.set(first)
        registry.set(machine("b", 2, group: "g"))
        registry.set(machine("c", 3, group: "h"))
        #expect(registry.mayChange(key("g")) && registry.mayChange(key("h")))
        #expect(!registry.mayChange(key("g", 1)) && !registry.mayChange(key("i")))
        _ = first.end(isCommit: true, first.identity, now: 2)
        registry.set(first)
        #expect(registry.mayChange(key("g")))
        first.completed(now: 3)
        registry.set(first)
        registry.remove("b")
        #expect(!registry.mayChange(key("g")) && registry.mayChange(key("h")))
    }

    @Test func `producer ids belong to transactional ids, one at a time`() {
        var registry = TransactionRegistry()
        registry.set(machine("a", 1, group: "g"))
        #expect(registry.hasProducer(1) && !registry.hasProducer(2))
        registry.set(machine("a", 2, group: "g"))
        #expect(!registry.hasProducer(1) && registry.hasProducer(2))
        registry.remove("a")
        #expect(!registry.hasProducer(2) && registry.count == 0 && registry.byteCount == 0)
    }

    @Test func `there is room for what takes no more than before, and else up to the limits`() {
        var registry = TransactionRegistry()
        let small = machine("a", 1, group: "g")
        var large = small
        _ = large.add(group: String(repeating: "x", count: 1_000), large.identity, now: 2)
        registry.set(small)
        let size = large.byteCount
        #expect(registry.hasRoom(for: large, largest: size, total: size))
        #expect(!registry.hasRoom(for: large, largest: size - 1, total: size))
        #expect(!registry.hasRoom(for: large, largest: size, total: size - 1))
        registry.set(machine("b", 2, group: "g"))
        #expect(!registry.hasRoom(for: large, largest: size, total: size))
        registry.set(large)
        _ = large.end(isCommit: true, large.identity, now: 3)
        #expect(registry.hasRoom(for: large, largest: 1, total: 1))
        registry.set(small)
        registry.remove("b")
        #expect(registry.byteCount == small.byteCount)
    }

    @Test func `an id that got no identity goes, and one that is at work stays`() {
        var registry = TransactionRegistry()
        registry.set(Machine(id: "a", producerID: 1, timeout: 10, now: 0))
        registry.note("a") { $0.isBusy = true }
        registry.removeUnused("a")
        #expect(registry["a"] != nil)
        registry.note("a") { $0.isBusy = false }
        registry.removeUnused("a")
        #expect(registry["a"] == nil)
        registry.set(machine("b", 2, group: "g"))
        registry.removeUnused("b")
        #expect(registry["b"] != nil)
    }

    @Test func `what is left of an end gets less, and each failure makes the pause longer`() {
        var machine = machine("a", 1, group: "g")
        let partitions = (0..<2).map { Machine.Partition(topic: "t", topicID: topicID, index: $0) }
        _ = machine.add(Set(partitions), machine.identity, now: 1)
        var aborted = machine
        _ = machine.end(isCommit: true, machine.identity, now: 2)
        _ = aborted.end(isCommit: false, aborted.identity, now: 2)
        #expect(!UnfinishedEnd(of: aborted).hasPositions)
        var end = UnfinishedEnd(of: machine)
        #expect(end.partitions == Set(partitions) && end.hasPositions && end.isDue(now: 0))
        end.markerIsWritten(to: partitions[0])
        end.positionsAreKept()
        #expect(end.partitions == [partitions[1]] && !end.hasPositions)
        var pauses: [Int64] = []
        for _ in 0..<100 {
            end.failed(now: 1_000)
            pauses.append((0...60_000).first { end.isDue(now: 1_000 + $0) } ?? -1)
        }
        #expect(pauses.prefix(4) == [100, 200, 400, 800] && pauses.last == 30_000)
        #expect(pauses == pauses.sorted())
    }
}
