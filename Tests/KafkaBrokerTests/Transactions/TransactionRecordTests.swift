import KafkaBroker
import KafkaLog
import Testing

@Suite struct TransactionRecordTests {
    private func decoded(_ key: [UInt8], _ value: [UInt8]?) throws -> TransactionRecord? {
        try key.withUnsafeBytes { key in
            guard let value else { return try TransactionRecord(key: key, value: nil) }
            return try value.withUnsafeBytes { try TransactionRecord(key: key, value: $0) }
        }
    }

    private func full() -> TransactionStateMachine {
        var machine = TransactionStateMachine(id: "é-1", producerID: 77, timeout: 60_000, now: 5)
        _ = machine.initialize(nil, timeout: 60_000, freshID: 1, now: 5)
        let sender = TransactionStateMachine.Sender(producerID: 77, epoch: machine.epoch)
        let topicID = TopicID(high: 5, low: .max)
        _ = machine.add(
            [.init(topic: "t", topicID: topicID, index: 3), .init(topic: "u", topicID: topicID, index: 0)],
            sender, now: 6)
        _ = machine.add(group: "g", sender, now: 7)
        let key = OffsetKey(group: "g", topic: "t", partition: 3)
        let offset = CommittedOffset(offset: 9, leaderEpoch: 0, metadata: "m", commitTimestamp: 8)
        _ = machine.add([key: offset], sender, limit: 9, now: 8)
        _ = machine.end(isCommit: true, sender, now: 9)
        return machine
    }

    @Test func `a transaction comes back as it was written, in every state`() throws {
        var machine = full()
        for _ in 0..<2 {
            let record = TransactionRecord(id: machine.id, value: machine)
            #expect(try decoded(record.keyBytes, record.valueBytes) == record)
            machine.completed(now: 10)
        }
        _ = machine.initialize(machine.identity, timeout: 5, freshID: 1, now: 11)
        #expect(machine.lastIdentity == .init(producerID: 77, epoch: 0))
        let started = TransactionRecord(id: machine.id, value: machine)
        #expect(try decoded(started.keyBytes, started.valueBytes) == started)
        let gone = TransactionRecord(id: "x", value: nil)
        #expect(try decoded(gone.keyBytes, nil) == gone)
    }

    @Test func `a transaction of the first version is read, with whatever topic has the name`() throws {
        var value: [UInt8] = [0x43, 0x31]
        func append(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.bigEndian) { value += Array($0) }
        }
        append(77 as Int64)
        append(4 as Int16)
        append(3 as Int16)
        append(60_000 as Int64)
        append(1 as Int8)
        append(5 as Int64)
        append(6 as Int64)
        append(1 as Int32)
        value += [0, 1, 0x74]
        append(3 as Int32)
        append(0 as Int32)
        append(0 as Int32)
        let key = TransactionRecord(id: "x", value: nil).keyBytes
        let machine = try #require(try decoded(key, value)?.value)
        #expect(machine.producerID == 77 && machine.epoch == 4 && machine.state == .ongoing)
        #expect(machine.lastIdentity == .init(producerID: 77, epoch: 3))
        #expect(machine.partitions.map(\.topic) == ["t"] && machine.partitions.first?.index == 3)
        #expect(machine.partitions.first?.topicID == TransactionStateMachine.Partition.anyTopic)
    }

    @Test func `bytes that end too early are no transaction, and a key of something else is left alone`()
        throws
    {
        let record = TransactionRecord(id: "x", value: full())
        let value = try #require(record.valueBytes)
        for count in 0..<value.count {
            #expect(throws: UnreadableRecord.self) {
                try decoded(record.keyBytes, Array(value.prefix(count)))
            }
        }
        for count in 2..<record.keyBytes.count {
            #expect(throws: UnreadableRecord.self) {
                try decoded(Array(record.keyBytes.prefix(count)), value)
            }
        }
        #expect(try decoded([0, 1, 0, 1, 0x78], value) == nil)
        var kafkas = value
        kafkas[0] = 0
        let error = #expect(throws: UnreadableRecord.self) { try decoded(record.keyBytes, kafkas) }
        #expect(error?.description.contains("transactional id x") == true)
    }

    @Test func `a machine knows about how many bytes its record takes`() throws {
        let machine = full()
        let record = TransactionRecord(id: machine.id, value: machine)
        let size = try record.keyBytes.count + #require(record.valueBytes?.count)
        #expect((size...size + 64).contains(machine.byteCount))
    }
}
