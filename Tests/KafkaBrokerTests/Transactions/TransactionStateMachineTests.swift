import KafkaBroker
import KafkaLog
import KafkaProtocol
import Testing

@Suite struct TransactionStateMachineTests {
    typealias Machine = TransactionStateMachine
    private let partition = Machine.Partition(topic: "t", topicID: TopicID(high: 1, low: 2), index: 0)

    private func started(timeout: Int64 = 1_000) -> (Machine, Machine.Sender) {
        var machine = Machine(id: "x", producerID: 7, timeout: timeout, now: 0)
        #expect(machine.initialize(nil, timeout: timeout, freshID: 99, now: 0) == .ready)
        return (machine, .init(producerID: 7, epoch: machine.epoch))
    }

    private func ongoing(timeout: Int64 = 1_000) -> (Machine, Machine.Sender) {
        var (machine, sender) = started(timeout: timeout)
        #expect(machine.add([partition], sender, now: 10) == .none)
        return (machine, sender)
    }

    @Test func `a new id has epoch 0, and every instance the next`() {
        var (machine, _) = started()
        #expect(machine.epoch == 0 && machine.state == .empty)
        for epoch: Int16 in 1...3 {
            #expect(machine.initialize(nil, timeout: 5, freshID: 99, now: 1) == .ready)
            #expect(machine.epoch == epoch && machine.producerID == 7 && machine.timeout == 5)
        }
    }

    @Test func `when the epochs are used up there is a new producer id`() {
        var (machine, _) = started()
        for _ in 0..<Int(Int16.max) - 1 {
            _ = machine.initialize(nil, timeout: 5, freshID: 99, now: 1)
        }
        #expect(machine.producerID == 7 && machine.epoch == Int16.max - 1)
        #expect(machine.initialize(nil, timeout: 5, freshID: 99, now: 1) == .ready)
        #expect(machine.producerID == 99 && machine.epoch == 0)
    }

    @Test(arguments: [true, false])
    func `a transaction is decided once, carried out, and followed by another`(_ isCommit: Bool) {
        var (machine, sender) = ongoing()
        #expect(machine.mayWrite(partition, sender) == .none)
        var (other, again) = (partition, partition)
        other.index = 1
        again.topicID = TopicID(high: 3, low: 4)
        #expect(machine.mayWrite(other, sender) == .invalidTransactionState)
        #expect(machine.mayWrite(again, sender) == .invalidTransactionState)
        #expect(machine.end(isCommit: isCommit, sender, now: 20) == .decided)
        #expect(machine.state == (isCommit ? .prepareCommit : .prepareAbort))
        // Until the markers are written nothing can be added, and nothing changed.
        #expect(machine.mayWrite(partition, sender) == .invalidTransactionState)
        #expect(machine.add([partition], sender, now: 21) == .concurrentTransactions)
        #expect(machine.add(group: "g", sender, now: 21) == .concurrentTransactions)
        #expect(machine.end(isCommit: !isCommit, sender, now: 21) == .refused(.concurrentTransactions))
        #expect(
            machine.initialize(nil, timeout: 5, freshID: 9, now: 21) == .refused(.concurrentTransactions))
        machine.completed(now: 30)
        #expect(machine.state == (isCommit ? .completeCommit : .completeAbort))
        #expect(machine.partitions.isEmpty && machine.isIdle)
        // The answer got lost: the same end is done already, the other never.
        #expect(machine.end(isCommit: isCommit, sender, now: 31) == .done)
        #expect(machine.end(isCommit: !isCommit, sender, now: 31) == .refused(.invalidTransactionState))
        #expect(machine.add([partition], sender, now: 40) == .none)
        #expect(machine.state == .ongoing && machine.startedAt == 40 && machine.epoch == sender.epoch)
    }

    @Test func `who is not the producer changes nothing`() {
        let (machine, sender) = ongoing()
        let other = Machine.Sender(producerID: 8, epoch: sender.epoch)
        for (stranger, error) in [
            (other, ErrorCode.invalidProducerIDMapping),
            (.init(producerID: 7, epoch: sender.epoch - 1), .producerFenced),
            (.init(producerID: 7, epoch: sender.epoch + 1), .producerFenced),
        ] {
            var copy = machine
            #expect(copy.add([partition], stranger, now: 20) == error)
            #expect(copy.add(group: "g", stranger, now: 20) == error)
            #expect(copy.add([:], stranger, limit: 9, now: 20) == error)
            #expect(copy.end(isCommit: true, stranger, now: 20) == .refused(error))
            #expect(copy.mayWrite(partition, stranger) != .none)
            #expect(copy == machine)
        }
    }

    @Test func `a new instance aborts what the one before left open, and fences it off`() {
        var (machine, old) = ongoing()
        #expect(machine.initialize(nil, timeout: 5, freshID: 9, now: 20) == .aborts)
        #expect(machine.state == .prepareAbort && machine.epoch == old.epoch + 1)
        #expect(machine.partitions == [partition])
        machine.completed(now: 30)
        #expect(machine.initialize(nil, timeout: 5, freshID: 9, now: 31) == .ready)
        #expect(machine.epoch == old.epoch + 2)
        #expect(machine.end(isCommit: true, old, now: 40) == .refused(.producerFenced))
        #expect(machine.mayWrite(partition, old) == .invalidProducerEpoch)
        // Not even with its own identity can the old one come back.
        #expect(machine.initialize(old, timeout: 5, freshID: 9, now: 41) == .refused(.producerFenced))
    }

    @Test func `a producer that knows its identity starts over, and may ask twice`() {
        var (machine, sender) = started()
        #expect(machine.initialize(sender, timeout: 5, freshID: 9, now: 1) == .ready)
        #expect(machine.epoch == sender.epoch + 1)
        // The answer got lost.
        #expect(machine.initialize(sender, timeout: 5, freshID: 9, now: 2) == .ready)
        #expect(machine.epoch == sender.epoch + 1)
        let stranger = Machine.Sender(producerID: 8, epoch: machine.epoch)
        #expect(machine.initialize(stranger, timeout: 5, freshID: 9, now: 3) == .refused(.producerFenced))
    }

    @Test func `who starts over with a transaction open may ask twice, and a new instance fences it off`() {
        var (machine, sender) = ongoing()
        #expect(machine.initialize(sender, timeout: 5, freshID: 9, now: 20) == .aborts)
        machine.completed(now: 21)
        for now: Int64 in 22...23 {
            #expect(machine.initialize(sender, timeout: 5, freshID: 9, now: now) == .ready)
            #expect(machine.producerID == 7 && machine.epoch == sender.epoch + 1)
        }
        #expect(machine.initialize(nil, timeout: 5, freshID: 9, now: 24) == .ready)
        #expect(machine.initialize(sender, timeout: 5, freshID: 9, now: 25) == .refused(.producerFenced))
    }

    @Test func `who uses up the epochs may ask twice for the new producer id`() {
        var (machine, sender) = started()
        for _ in 0..<Int(Int16.max) - 1 {
            #expect(machine.initialize(sender, timeout: 5, freshID: 99, now: 1) == .ready)
            sender = machine.identity
        }
        #expect(machine.producerID == 7 && machine.epoch == Int16.max - 1)
        // Its transaction takes too long: no epoch is left for it.
        var late = machine
        #expect(late.add([partition], sender, now: 1) == .none)
        late.expire(now: 10_000)
        late.completed(now: 10_001)
        for machine in [machine, late] {
            var machine = machine
            for _ in 0..<2 {
                #expect(machine.initialize(sender, timeout: 5, freshID: 99, now: 2) == .ready)
                #expect(machine.producerID == 99 && machine.epoch == 0)
            }
        }
    }

    @Test func `a producer whose id was forgotten gets a new identity`() {
        var machine = Machine(id: "x", producerID: 8, timeout: 5, now: 0)
        let forgotten = Machine.Sender(producerID: 7, epoch: 3)
        for _ in 0..<2 {
            #expect(machine.initialize(forgotten, timeout: 5, freshID: 99, now: 1) == .ready)
            #expect(machine.producerID == 8 && machine.epoch == 0)
        }
    }

    @Test func `a transaction that takes too long is aborted, and its producer can go on`() {
        var (machine, sender) = ongoing(timeout: 100)
        #expect(!machine.isOverdue(now: 109))
        machine.expire(now: 109)
        #expect(machine.state == .ongoing)
        #expect(machine.isOverdue(now: 110))
        machine.expire(now: 110)
        #expect(machine.state == .prepareAbort && machine.epoch == sender.epoch + 1)
        machine.completed(now: 111)
        #expect(machine.end(isCommit: true, sender, now: 112) == .refused(.producerFenced))
        #expect(machine.initialize(sender, timeout: 100, freshID: 9, now: 113) == .ready)
        #expect(machine.epoch == sender.epoch + 1)
    }

    @Test func `positions go with the transaction, of groups that were added, and so many and no more`() {
        var (machine, sender) = started()
        func key(_ group: String, _ index: Int32 = 0) -> OffsetKey {
            OffsetKey(group: group, topic: "t", partition: index)
        }
        let offset = CommittedOffset(offset: 5, commitTimestamp: 1)
        let early = machine.add([key("g"): offset], sender, limit: 2, now: 5)
        #expect(early == .invalidTransactionState)
        #expect(machine.add(group: "g", sender, now: 10) == .none)
        #expect(machine.add([key("g"): offset], sender, limit: 2, now: 11) == .none)
        let foreign = machine.add([key("h"): offset], sender, limit: 2, now: 11)
        #expect(foreign == .invalidTransactionState)
        let many = machine.add([key("g", 1): offset, key("g", 2): offset], sender, limit: 2, now: 12)
        #expect(many == .invalidCommitOffsetSize)
        #expect(machine.offsets == [key("g"): offset])
        #expect(machine.end(isCommit: true, sender, now: 20) == .decided)
        #expect(machine.offsets == [key("g"): offset])
        machine.completed(now: 21)
        #expect(machine.offsets.isEmpty && machine.groups.isEmpty)
    }

    @Test func `there is nothing to end before something began`() {
        var (machine, sender) = started()
        for isCommit in [true, false] {
            #expect(
                machine.end(isCommit: isCommit, sender, now: 1) == .refused(.invalidTransactionState))
        }
    }

    /// Whatever comes in whatever order: what was decided stays decided, and epochs never fall.
    @Test func `random inputs never take back a decision`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        var (machine, _) = started(timeout: 50)
        var now: Int64 = 0
        for step in 0..<5_000 {
            now += Int64.random(in: 0...20, using: &random)
            let sender = Machine.Sender(
                producerID: machine.producerID, epoch: machine.epoch - Int16.random(in: 0...1, using: &random)
            )
            let before = machine
            var isCompletion = false
            switch Int.random(in: 0...6, using: &random) {
            case 0: _ = machine.add([partition], sender, now: now)
            case 1: _ = machine.add(group: "g", sender, now: now)
            case 2: _ = machine.end(isCommit: Bool.random(using: &random), sender, now: now)
            case 3:
                isCompletion = true
                machine.completed(now: now)
            case 4: _ = machine.initialize(sender, timeout: 50, freshID: before.producerID + 1, now: now)
            case 5 where step % 7 == 0:
                _ = machine.initialize(nil, timeout: 50, freshID: before.producerID + 1, now: now)
            default: machine.expire(now: now)
            }
            if before.isDecided && !isCompletion { #expect(machine == before, "seed \(seed), step \(step)") }
            let isLater = (machine.producerID, machine.epoch) >= (before.producerID, before.epoch)
            #expect(isLater, "seed \(seed), step \(step)")
            if machine.isIdle { #expect(machine.partitions.isEmpty && machine.offsets.isEmpty) }
        }
    }
}
