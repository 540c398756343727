import KafkaBroker
import Testing

@Suite struct TransactionRecordTests {
    private func decoded(_ key: [UInt8], _ value: [UInt8]?) -> TransactionRecord? {
        key.withUnsafeBytes { key in
            guard let value else { return TransactionRecord(key: key, value: nil) }
            return value.withUnsafeBytes { TransactionRecord(key: key, value: $0) }
        }
    }

    private func full() -> TransactionStateMachine {
        var machine = TransactionStateMachine(id: "é-1", producerID: 77, timeout: 60_000, now: 5)
        _ = machine.initialize(nil, timeout: 60_000, freshID: 1, now: 5)
        let sender = TransactionStateMachine.Sender(producerID: 77, epoch: machine.epoch)
        _ = machine.add([.init(topic: "t", index: 3), .init(topic: "u", index: 0)], sender, now: 6)
        _ = machine.add(group: "g", sender, now: 7)
        let key = OffsetKey(group: "g", topic: "t", partition: 3)
        let offset = CommittedOffset(offset: 9, leaderEpoch: 0, metadata: "m", commitTimestamp: 8)
        _ = machine.add([key: offset], sender, limit: 9, now: 8)
        _ = machine.end(isCommit: true, sender, now: 9)
        return machine
    }

    @Test func `a transaction comes back as it was written, in every state`() {
        var machine = full()
        for _ in 0..<2 {
            let record = TransactionRecord(id: machine.id, value: machine)
            #expect(decoded(record.keyBytes, record.valueBytes) == record)
            machine.completed(now: 10)
        }
        let gone = TransactionRecord(id: "x", value: nil)
        #expect(decoded(gone.keyBytes, nil) == gone)
    }

    @Test func `bytes that end too early, or are something else, are no transaction`() throws {
        let record = TransactionRecord(id: "x", value: full())
        let value = try #require(record.valueBytes)
        for count in 0..<value.count { #expect(decoded(record.keyBytes, Array(value.prefix(count))) == nil) }
        for count in 0..<record.keyBytes.count {
            #expect(decoded(Array(record.keyBytes.prefix(count)), value) == nil)
        }
        #expect(decoded([0, 1, 0, 1, 0x78], value) == nil)
        var kafkas = value
        kafkas[0] = 0
        #expect(decoded(record.keyBytes, kafkas) == nil)
    }
}
