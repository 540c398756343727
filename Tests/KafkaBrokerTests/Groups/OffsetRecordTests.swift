import KafkaBroker
import Testing

@Suite struct `Committed offsets` {
    private let key = OffsetKey(group: "g", topic: "clicks", partition: 3)

    private func reread(_ record: OffsetRecord) throws -> OffsetRecord? {
        try read(record.keyBytes, record.valueBytes)
    }

    private func read(_ key: [UInt8], _ value: [UInt8]? = nil) throws -> OffsetRecord? {
        try key.withUnsafeBytes { key in
            guard let value else { return try OffsetRecord(key: key, value: nil) }
            return try value.withUnsafeBytes { try OffsetRecord(key: key, value: $0) }
        }
    }

    @Test func `a record has Kafka's own bytes`() throws {
        let record = OffsetRecord(
            key: key,
            value: CommittedOffset(offset: 258, leaderEpoch: 0, metadata: "m", commitTimestamp: 1))
        #expect(
            record.keyBytes == [
                0, 1, 0, 1, 0x67, 0, 6, 0x63, 0x6C, 0x69, 0x63, 0x6B, 0x73, 0, 0, 0, 3,
            ])
        #expect(
            record.valueBytes == [
                0, 3, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 1, 0x6D, 0, 0, 0, 0, 0, 0, 0, 1,
            ])
        #expect(try reread(record) == record)
    }

    @Test func `a tombstone has no value`() throws {
        let record = OffsetRecord(key: key, value: nil)
        #expect(record.valueBytes == nil)
        #expect(try reread(record) == record)
    }

    @Test func `values of older versions are read`() throws {
        let keyBytes = OffsetRecord(key: key, value: nil).keyBytes
        // Version 1 ends with an expiry time, which has no meaning any more.
        let value: [UInt8] =
            [0, 1] + [0, 0, 0, 0, 0, 0, 0, 5] + [0, 0] + [0, 0, 0, 0, 0, 0, 0, 9]
            + [UInt8](repeating: 0xFF, count: 8)
        let record = try read(keyBytes, value)
        #expect(record?.value == CommittedOffset(offset: 5, commitTimestamp: 9))
    }

    @Test func `records of another kind are left alone, and broken ones are told`() throws {
        #expect(try read([0, 2, 0, 1, 0x67]) == nil)
        let whole = OffsetRecord(
            key: key, value: CommittedOffset(offset: 5, metadata: "m", commitTimestamp: 9))
        for length in 2..<whole.keyBytes.count {
            #expect(throws: UnreadableRecord.self) { try read(Array(whole.keyBytes.prefix(length))) }
        }
        let value = try #require(whole.valueBytes)
        for length in 0..<value.count {
            #expect(throws: UnreadableRecord.self) {
                try read(whole.keyBytes, Array(value.prefix(length)))
            }
        }
    }

    @Test func `the table keeps the latest, and its records rebuild it`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        var table = OffsetTable()
        var model: [OffsetKey: CommittedOffset] = [:]
        for round in 0..<2_000 {
            let key = OffsetKey(
                group: "g\(Int.random(in: 0..<3, using: &random))",
                topic: "t\(Int.random(in: 0..<3, using: &random))",
                partition: Int32.random(in: 0..<3, using: &random))
            let isTombstone = Int.random(in: 0..<3, using: &random) == 0
            let value = isTombstone ? nil : CommittedOffset(offset: Int64(round), commitTimestamp: 0)
            table.apply(OffsetRecord(key: key, value: value))
            model[key] = value
            #expect(table.count == model.count, "seed \(seed)")
        }
        for (key, value) in model { #expect(table[key] == value, "seed \(seed)") }
        var rebuilt = OffsetTable()
        for record in table.records.shuffled(using: &random) { rebuilt.apply(record) }
        #expect(rebuilt == table, "seed \(seed)")
        for record in table.tombstones(where: { _, _ in true }) { rebuilt.apply(record) }
        #expect(rebuilt == OffsetTable(), "seed \(seed)")
    }
}
