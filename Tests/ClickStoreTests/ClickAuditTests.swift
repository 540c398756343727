import ClickModel
import ClickStore
import PostgresClient
import TestPostgres
import Testing

@Suite struct ClickAuditTests {
    @Test func `an audit sees every row in the order of the log`() throws {
        try withStore { connection, _ in
            let next = ClickFixture.someDay + ClickDay.microseconds
            try ClickDays().ensure(
                [ClickDay(microseconds: ClickFixture.someDay), ClickDay(microseconds: next)], on: connection)
            try copy(
                [
                    Row(id: 3, partition: 1, offset: 7), Row(id: 1, partition: 0, offset: 9, time: next),
                    Row(id: 2, partition: 0, offset: 4),
                ], connection, statement: UserClicksCopy.statement)
            try connection.execute(
                """
                INSERT INTO rejected_clicks
                    (topic, kafka_partition, kafka_offset, produced_at, reason, detail)
                VALUES ('it''s', 1, 8, now(), 'empty', ''), ('it''s', 0, 5, now(), 'empty', ''),
                    ('other', 0, 6, now(), 'empty', '')
                """)
            var stored: [ClickAudit.StoredClick] = []
            try ClickAudit.storedClicks(connection) { stored.append($0) }
            #expect(stored.map(\.partition) == [0, 0, 1])
            #expect(stored.map(\.offset) == [4, 9, 7])
            #expect(stored.map(\.eventIDLow) == [2, 1, 3])
            #expect(stored.allSatisfy { $0.eventIDHigh == 0x0193_5b6c_0000_7000 })
            #expect(stored.map(\.eventTime) == [ClickFixture.someDay, next, ClickFixture.someDay])
            var rejected: [Int64] = []
            try ClickAudit.rejectedRecords(connection, topic: "it's") { partition, offset in
                rejected.append(Int64(partition) * 100 + offset)
            }
            #expect(rejected == [5, 108])
            let totals = try ClickAudit.storedTotals(connection)
            #expect(totals.map(\.rows) == [2, 1])
            #expect(totals.map(\.lowestOffset) == [4, 7])
            #expect(totals.map(\.highestOffset) == [9, 7])
            let refused = try ClickAudit.rejectedTotals(connection, topic: "it's")
            #expect(refused.map(\.partition) == [0, 1])
            #expect(refused.map(\.rows) == [1, 1])
        }
    }

    @Test func `an audit of empty tables is empty`() throws {
        try withStore { connection, _ in
            var calls = 0
            try ClickAudit.storedClicks(connection) { _ in calls += 1 }
            try ClickAudit.rejectedRecords(connection, topic: "t") { _, _ in calls += 1 }
            #expect(calls == 0)
            #expect(try ClickAudit.storedTotals(connection).isEmpty)
        }
    }
}
