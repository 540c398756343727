import ClickModel
import ClickStore
import PostgresClient
import TestPostgres
import Testing

/// The table of rejections as an operator asks for it.
@Suite struct RejectionsTests {
    private static let id = EventID(high: 0x0190_a8a3_9f00_7c4e, low: 0x8b1d_2f6c_5a4e_3d21)

    /// Five rejections, a minute apart, of two topics.
    private func withRejections(_ body: (PostgresConnection) throws -> Void) throws {
        try withStore { connection, _ in
            try connection.execute(
                """
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, rejected_at, reason,
                    field, detail, record_key, payload)
                SELECT CASE n WHEN 5 THEN 'other''s' ELSE 'clicks' END, n % 2, n, '2026-03-01 12:00:00.123456+00',
                    timestamptz '2026-03-01 12:00:00.000001+00' + (n - 1) * interval '1 minute',
                    CASE WHEN n < 3 THEN 'not_json' ELSE 'missing_field' END,
                    CASE WHEN n < 3 THEN NULL ELSE 'user_id' END, 'detail ' || n,
                    CASE n WHEN 1 THEN NULL ELSE '\\x00ff'::bytea END, CASE n WHEN 2 THEN NULL ELSE '\\x7b7d'::bytea END
                FROM generate_series(1, 5) AS n ORDER BY n
                """)
            try body(connection)
        }
    }

    private func ids(
        _ connection: PostgresConnection, order: RejectedClicks.Order = .oldestFirst, limit: Int? = nil,
        _ change: (inout RejectionFilter) -> Void = { _ in }
    ) throws -> [Int64] {
        var filter = RejectionFilter(topic: "clicks")
        change(&filter)
        var ids: [Int64] = []
        try RejectedClicks.forEach(filter, order: order, limit: limit, withBytes: false, on: connection) {
            ids.append($0.id)
        }
        return ids
    }

    @Test func `filters choose by topic, reason, field and time, in either order`() throws {
        try withRejections { connection throws in
            #expect(try ids(connection) == [1, 2, 3, 4])
            #expect(try ids(connection, order: .newestFirst, limit: 2) == [4, 3])
            #expect(try ids(connection) { $0.topic = "other's" } == [5])
            #expect(try ids(connection) { $0.reasons = ["not_json", "it's"] } == [1, 2])
            #expect(try ids(connection) { $0.fields = ["user_id"] } == [3, 4])
            let second: Int64 = 1_772_366_460_000_001
            #expect(try ids(connection) { $0.since = second } == [2, 3, 4])
            #expect(try ids(connection) { $0.since = second + 1 } == [3, 4])
            #expect(try ids(connection) { $0.until = second } == [1])
        }
    }

    @Test func `a row comes as it is, with nothing where there is nothing`() throws {
        try withRejections { connection throws in
            let rows = try RejectedClicks.rows([2, 1, 99], on: connection)
            #expect(rows.map(\.id) == [1, 2])
            let first = try #require(rows.first)
            #expect(first.producedAt == 1_772_366_400_123_456)
            #expect(first.rejectedAt == 1_772_366_400_000_001)
            #expect((first.key, first.field, first.retry) == (nil, nil, nil))
            #expect(first.payload == Array("{}".utf8))
            #expect(rows[1].key == [0, 255])
            #expect(rows[1].payload == nil)
        }
    }

    @Test func `retries are marked, counted, and left out of what is unresolved`() throws {
        try withRejections { connection throws in
            try RejectionRetries.mark(
                [.init(id: 3, partition: 1, offset: 77, eventID: Self.id)], on: connection)
            let retry = try #require(try RejectedClicks.rows([3], on: connection).first?.retry)
            #expect((retry.partition, retry.offset, retry.eventID) == (1, 77, Self.id))
            #expect(try ids(connection) { $0.isUnresolvedOnly = true } == [1, 2, 4])
            let counts = try RejectedClicks.counts(RejectionFilter(topic: "clicks"), on: connection)
            let summary = counts.map { "\($0.reason) \($0.count) \($0.retried)" }
            #expect(summary == ["missing_field 2 1", "not_json 2 0"])
        }
    }

    @Test func `pages end where the work began, whatever is rejected meanwhile`() throws {
        try withRejections { connection throws in
            let filter = RejectionFilter(topic: "clicks")
            let through = try RejectedClicks.lastID(on: connection)
            try connection.execute(
                """
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, detail)
                VALUES ('clicks', 0, 100, now(), 'not_json', '')
                """)
            let first = try RejectedClicks.page(filter, after: 0, through: through, limit: 3, on: connection)
            #expect(first.map(\.id) == [1, 2, 3])
            let second = try RejectedClicks.page(filter, after: 3, through: through, limit: 3, on: connection)
            #expect(second.map(\.id) == [4])
        }
    }

    @Test func `the fate of a retry is followed to its row, its next rejection, or its wait`() throws {
        try withRejections { connection throws in
            func fate(_ offset: Int64, _ eventID: EventID = Self.id) throws -> String {
                try RejectionRetries.mark(
                    [.init(id: 3, partition: 1, offset: offset, eventID: eventID)], on: connection)
                let click = try #require(try RejectedClicks.rows([3], on: connection).first)
                let retry = try #require(click.retry)
                switch try RejectionRetries.fate(of: retry, topic: "clicks", on: connection) {
                case .stored(let row): return "stored \(row.partition)/\(row.offset)"
                case .rejected(let id): return "rejected \(id)"
                case .waiting: return "waiting"
                case .gone: return "gone"
                case .lost: return "lost"
                }
            }
            #expect(try fate(50) == "waiting")
            try connection.execute(
                """
                INSERT INTO sink_offsets (topic, kafka_partition, first_offset, next_offset, owner)
                VALUES ('clicks', 1, 0, 60, 'test');
                UPDATE rejected_clicks SET kafka_partition = 1, kafka_offset = 55 WHERE id = 4;
                CREATE TABLE user_clicks_test PARTITION OF user_clicks DEFAULT;
                """)
            #expect(try fate(50) == "gone")
            #expect(try fate(70) == "waiting")
            #expect(try fate(55) == "rejected 4")
            let second = try #require(try RejectedClicks.rows([4], on: connection).first)
            #expect(try RejectionRetries.origin(of: second, on: connection) == 3)
            try connection.query(
                """
                INSERT INTO user_clicks (event_id, event_type, event_time, user_id, is_bot, kafka_partition,
                    kafka_offset, produced_at)
                VALUES ($1::uuid, 'purchase', now(), 'u', false, 0, 9, now())
                """, [.text(Self.id.description)])
            #expect(try fate(50) == "stored 0/9")
        }
    }

    @Test
    func `a retry is followed in the log that it was sent to, and not in one that gives its place again`()
        throws
    {
        try withRejections { connection throws in
            // Rejection 3 was retried into a log that ended at offset 60; 4 was rejected in the next one.
            try RejectionRetries.mark(
                [.init(id: 3, partition: 1, offset: 55, eventID: Self.id)], on: connection)
            try connection.execute(
                """
                INSERT INTO former_logs (topic, number, kafka_partition, first_offset, next_offset, stored,
                    duplicates, rejected, skipped, last_click_id, ended_at)
                VALUES ('clicks', 1, 1, 0, 60, 60, 0, 0, 0, 0, now() + interval '1 second');
                INSERT INTO sink_offsets (topic, kafka_partition, first_offset, next_offset, owner)
                VALUES ('clicks', 1, 0, 90, 'test');
                UPDATE rejected_clicks SET former_log = 1 WHERE id = 3;
                UPDATE rejected_clicks SET kafka_partition = 1, kafka_offset = 55 WHERE id = 4;
                CREATE TABLE user_clicks_test PARTITION OF user_clicks DEFAULT;
                """)
            func fate() throws -> String {
                let click = try #require(try RejectedClicks.rows([3], on: connection).first)
                #expect(click.formerLog == 1)
                let retry = try #require(click.retry)
                return "\(try RejectionRetries.fate(of: retry, topic: "clicks", on: connection))"
            }
            func origin() throws -> Int64? {
                let click = try #require(try RejectedClicks.rows([4], on: connection).first)
                return try RejectionRetries.origin(of: click, on: connection)
            }
            #expect(try fate() == "gone")
            #expect(try origin() == nil)
            // The sink had not come to it when the topic was deleted.
            try connection.execute("UPDATE former_logs SET next_offset = 55")
            #expect(try fate() == "lost")
            // And where both are of the former log.
            try connection.execute("UPDATE rejected_clicks SET former_log = 1 WHERE id = 4")
            #expect(try fate() == "rejected(id: 4)")
            #expect(try origin() == 3)
        }
    }
}
