import ClickModel
import ClickStore
import PostgresClient
import TestPostgres
import Testing

@Suite struct StagedClicksTests {
    private func withStaging(_ body: (PostgresConnection) throws -> Void) throws {
        try withStore { connection, _ in
            try ClickDays().ensure([ClickDay(microseconds: ClickFixture.someDay)], on: connection)
            try StagedClicks.prepare(connection)
            try StagedClicks.prepare(connection)
            try StagedRejections.prepare(connection)
            try body(connection)
        }
    }

    @Test func `duplicates of the table and of the batch are left out, and the rest is counted`() throws {
        try withStaging { connection in
            try copy([Row(id: 1, offset: 0)], connection, statement: UserClicksCopy.statement)
            let stored = try connection.transaction {
                try copy(
                    [
                        Row(id: 1, partition: 0, offset: 1), Row(id: 2, partition: 0, offset: 2),
                        Row(id: 3, partition: 1, offset: 9), Row(id: 3, partition: 1, offset: 8),
                        Row(id: 4, partition: 1, offset: 10), Row(id: 1, partition: 2, offset: 5),
                    ], connection, statement: StagedClicks.copyStatement)
                return try StagedClicks.store(connection)
            }
            #expect(stored == [0: [2], 1: [8, 10]])
            let offsets = try connection.query("SELECT kafka_offset FROM user_clicks ORDER BY id")
            #expect(offsets.rows.map { offsets.integer($0, 0) } == [0, 2, 8, 10])
            #expect(try count(connection, "staged_clicks") == 0)
        }
    }

    @Test func `random batches end as a set of events, each counted once`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        try withStaging { connection in
            var seen: Set<UInt64> = []
            var offset: Int64 = 0
            for _ in 0..<20 {
                let rows = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                    offset += 1
                    let id = UInt64.random(in: 0..<1_000, using: &random)
                    return Row(id: id, partition: Int32(id % 4), offset: offset)
                }
                var expected: [Int32: Set<Int64>] = [:]
                for row in rows where seen.insert(row.id).inserted {
                    expected[row.partition, default: []].insert(row.offset)
                }
                let stored = try connection.transaction {
                    try copy(rows, connection, statement: StagedClicks.copyStatement)
                    return try StagedClicks.store(connection)
                }
                #expect(stored == expected, "seed \(seed)")
            }
            #expect(try count(connection, "user_clicks") == Int64(seen.count), "seed \(seed)")
        }
    }

    private func rejections(_ offsets: [Int64]) -> CopyBinaryBuffer {
        var buffer = CopyBinaryBuffer()
        buffer.writeHeader()
        for offset in offsets {
            let rejection = ClickRejection(
                .wrongType, field: offset == 0 ? nil : "pri\0ce", detail: "price is \"a\0b\", not a number")
            Array("topic".utf8).withUnsafeBytes { topic in
                [UInt8]([0, 255, 10]).withUnsafeBytes { payload in
                    RejectedClicksCopy.appendRow(
                        topic: topic, partition: 2, offset: offset, producedAt: 1_732_406_400_000,
                        rejectedAt: 1_732_406_400_000_001, rejection, key: nil, payload: payload,
                        into: &buffer)
                }
            }
        }
        buffer.writeTrailer()
        return buffer
    }

    @Test func `rejections are kept with their bytes, once each, however often they come`() throws {
        try withStaging { connection in
            for (offsets, new) in [([0, 1], 2), ([0, 1], 0), ([1, 2, 2], 1)] as [([Int64], Int)] {
                let stored = try connection.transaction {
                    try connection.beginCopyIn(RejectedClicksCopy.statement)
                    try connection.putCopyData(rejections(offsets))
                    try connection.endCopyIn()
                    return try StagedRejections.store(connection)
                }
                #expect(stored == (new == 0 ? [:] : [2: new]))
            }
            try connection.execute("SET timezone = 'UTC'")
            let result = try connection.query(
                """
                SELECT topic, kafka_partition, kafka_offset, produced_at, rejected_at, reason, field, detail,
                    record_key, payload FROM rejected_clicks ORDER BY kafka_offset LIMIT 2
                """)
            #expect(
                (0..<10).map { result.string(0, $0) } == [
                    "topic", "2", "0", "2024-11-24 00:00:00+00", "2024-11-24 00:00:00.000001+00",
                    "wrong_type",
                    nil, "price is \"a\u{fffd}b\", not a number", nil, "\\x00ff0a",
                ])
            #expect(result.string(1, 6) == "pri\u{fffd}ce")
        }
    }
}
