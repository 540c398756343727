import DedicatedThread
import PostgresClient
import TestPostgres
import Testing

@testable import ClickStore

@Suite struct RetentionTests {
    private let first = ClickDay(microseconds: ClickFixture.someDay)

    private func day(_ number: Int32) -> ClickDay { ClickDay(number: first.number + number) }

    /// So that `run(keeping: 10)` keeps the days from `day(number)` on.
    private func now(keepingFrom number: Int32) -> Int64 { day(number + 10).start + 12_345 }

    /// Twenty clicks a day, on alternating partitions.
    private func store(days: Range<Int32>, _ connection: PostgresConnection) throws {
        try ClickDays().ensure(Set(days.map { day($0) }), on: connection)
        let rows = days.flatMap { number in
            (0..<20).map { click in
                let id = Int64(number) * 20 + Int64(click)
                return Row(
                    id: UInt64(id), partition: Int32(click % 2), offset: id, time: day(number).start + id)
            }
        }
        try copy(rows, connection, statement: UserClicksCopy.statement)
    }

    private func reject(_ offsets: Range<Int64>, at day: ClickDay, _ connection: PostgresConnection) throws {
        try connection.query(
            """
            INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, rejected_at, reason,
                detail) SELECT 'clicks', 0, n, now(), $1::timestamptz, 'not_json', '' FROM
                generate_series($2::bigint, $3::bigint) AS n
            """,
            [
                .text(day.date + " 23:59:59+00"), .integer(offsets.lowerBound),
                .integer(offsets.upperBound - 1),
            ])
    }

    @Test func `old days are dropped with their rows counted, and the rest stays`() throws {
        try withStore { connection, database in
            try store(days: 0..<5, connection)
            try reject(0..<7, at: day(2), connection)
            try reject(7..<10, at: day(3), connection)
            var round = RetentionRound(connection)
            try round.run(keeping: 10, now: now(keepingFrom: 3))
            #expect(round.report.days == [day(0), day(1), day(2)])
            #expect(round.report.clicks == 60)
            #expect(round.report.rejections == 7)
            #expect(try count(connection, "user_clicks") == 40)
            #expect(try count(connection, "rejected_clicks") == 3)
            #expect(try connection.query("SELECT to_regclass('user_clicks_20241124')").isNull(0, 0))
            let dropped = try DroppedRows.read(connection)
            #expect(
                dropped == [0: DroppedRows(clicks: 30, rejections: 7), 1: DroppedRows(clicks: 30)])
            #expect(try count(connection, "dropped_days WHERE clicks = 20 AND dropped_at IS NOT NULL") == 3)

            let later = try PostgresConnection.connect(database)
            connection.close()
            var again = RetentionRound(later)
            try again.run(keeping: 10, now: now(keepingFrom: 3))
            #expect(again.report.isEmpty)
        }
    }

    @Test func `a dropped day is not made again, and who asks learns from where on days are kept`() throws {
        try withStore { connection, _ in
            let known = ClickDays()
            #expect(try known.ensure([day(0)], on: connection) == nil)
            _ = try RetentionHorizon.raise(connection, to: day(3))
            // The day that was made before is there until it is dropped.
            #expect(try known.ensure([day(0), day(1), day(4)], on: connection) == day(3))
            #expect(try OldDays.attached(connection, before: day(9)).map(\.day) == [day(0), day(4)])
            let error = #expect(throws: PostgresError.self) {
                try copy(
                    [Row(id: 1, offset: 0, time: day(1).start)], connection,
                    statement: UserClicksCopy.statement)
            }
            let isMissing = try ClickDays.isMissingDay(#require(error))
            #expect(isMissing)
        }
    }

    @Test func `the horizon only moves forward`() throws {
        try withStore { connection, _ in
            let before = try RetentionHorizon.read(connection)
            #expect(before == nil)
            let forward = try RetentionHorizon.raise(connection, to: day(5))
            #expect(forward == day(5))
            let backward = try RetentionHorizon.raise(connection, to: day(2))
            #expect(backward == day(5))
            #expect(try RetentionHorizon.read(connection) == day(5))
        }
    }

    @Test func `what a crash left detached is counted at once, and dropped by the next round`() throws {
        try withStore { connection, _ in
            try store(days: 0..<3, connection)
            _ = try RetentionHorizon.raise(connection, to: day(2))
            for table in try OldDays.attached(connection, before: day(1)) {
                try OldDays.detach(table, connection)
            }
            #expect(try count(connection, "user_clicks") == 40)
            let halfway = try DroppedRows.read(connection)
            #expect(halfway == [0: DroppedRows(clicks: 10), 1: DroppedRows(clicks: 10)])
            var round = RetentionRound(connection)
            try round.run(keeping: 10, now: now(keepingFrom: 2))
            #expect(round.report.days == [day(0), day(1)])
            let dropped = try DroppedRows.read(connection)
            #expect(dropped == [0: DroppedRows(clicks: 20), 1: DroppedRows(clicks: 20)])
        }
    }

    @Test func `a query on the clicks is not waited for long, and the next try goes on`() throws {
        try withStore { connection, database in
            try store(days: 0..<3, connection)
            let reader = try PostgresConnection.connect(database)
            try reader.execute("BEGIN; SELECT count(*) FROM user_clicks")
            var round = RetentionRound(connection)
            let error = #expect(throws: PostgresError.self) {
                try round.run(keeping: 10, now: now(keepingFrom: 2))
            }
            #expect(error?.sqlState == .lockNotAvailable)
            #expect(try count(connection, "user_clicks") == 60)
            // Already now no click of these days is stored any more.
            #expect(try RetentionHorizon.read(connection) == day(2))
            reader.rollBack()
            try round.run(keeping: 10, now: now(keepingFrom: 2))
            #expect(round.report.clicks == 40)
        }
    }

    @Test func `rounds at once drop everything once`() async throws {
        try await TestPostgres.withDatabase { database in
            let connection = try PostgresConnection.connect(database)
            try Migrations.migrate(connection, logger: quietLogger)
            try store(days: 0..<12, connection)
            let threads = (0..<5).map { DedicatedThread(name: "round-\($0)") }
            let now = now(keepingFrom: 10)
            let clicks = try await withThrowingTaskGroup(of: Int64.self) { group in
                for thread in threads {
                    group.addTask {
                        try await thread.run { () throws -> Int64 in
                            let own = try PostgresConnection.connect(database)
                            defer { own.close() }
                            var round = RetentionRound(own)
                            try round.run(keeping: 10, now: now)
                            return round.report.clicks
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(clicks == 200)
            #expect(try count(connection, "user_clicks") == 40)
        }
    }

    @Test func `rows of visits, visitors and minutes follow, and sums by hour and day stay`() throws {
        try withStore { connection, _ in
            for (table, column) in [
                ("clicks_by_minute", "minute"), ("rolled_hours", "hour"), ("rolled_days", "day"),
            ] {
                try connection.execute(
                    """
                    INSERT INTO \(table) (dimension, \(column), value, lane, is_bot, currency, clicks,
                        page_views, product_views, cart_additions, checkouts, purchases, units, revenue)
                    SELECT 'all', day, '', 0, false, '', 1, 0, 0, 0, 0, 0, 0, 0
                    FROM unnest('{2024-11-24,2024-11-25}'::date[]) AS day
                    """)
            }
            try connection.execute(
                """
                SET timezone = 'UTC';
                INSERT INTO users SELECT n, '2024-11-20', '2024-11-24', false FROM generate_series(1, 12000) n;
                INSERT INTO users VALUES ('0', '2024-11-20', '2024-11-25', false);
                INSERT INTO user_days VALUES ('2024-11-24', '1', false), ('2024-11-25', '1', false);
                INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
                    furthest_step, purchases, entry_event_id, exit_event_id, is_bot)
                SELECT '1', false, ended_at, '2024-11-24', ended_at, 1, 0, 0, 0, gen_random_uuid(),
                    gen_random_uuid(), false
                FROM unnest('{2024-11-24 23:59:59,2024-11-25 00:00:00}'::timestamptz[]) AS ended_at
                """)
            var round = RetentionRound(connection)
            try round.run(keeping: 10, now: now(keepingFrom: 1))
            #expect(round.report.otherRows == 12_003)
            for table in ["clicks_by_minute", "users", "user_days", "sessions"] {
                #expect(try count(connection, table) == 1, "\(table)")
            }
            for table in ["rolled_hours", "rolled_days"] {
                #expect(try count(connection, table) == 2, "\(table)")
            }
        }
    }

    /// What a statement's plan says of the rows that were read, of pages that were looked into, and more.
    private func plan(_ statement: String, _ connection: PostgresConnection) throws -> String {
        let result = try connection.query(
            "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, SUMMARY OFF) "
                + statement.replacing("$1::timestamptz", with: "$1").replacing("$1", with: "'2024-11-25'"))
        return result.rows.compactMap { result.string($0, 0) }.joined(separator: "\n")
    }

    @Test func `each transaction of a deletion reads on from where the one before it ended`() throws {
        try withStore { connection, _ in
            try connection.execute(
                """
                INSERT INTO users SELECT n, '2024-11-20',
                    CASE n % 2 WHEN 0 THEN date '2024-11-24' ELSE date '2024-11-25' END, false
                FROM generate_series(1, 40000) n;
                ANALYZE users
                """)
            let table = try #require(OldRows.tables.first { $0.name == "users" })
            var old = OldRows(connection, before: day(1))
            var deleted: [Int64] = []
            while let count = try old.delete(table) { deleted.append(count) }
            let pages = try #require(
                try connection.query("SELECT pg_relation_size('users') / 8192").integer(0, 0))
            #expect(deleted.count == Int((pages + 63) / 64))
            #expect(deleted.reduce(0, +) == 20_000)
            #expect(deleted.allSatisfy { $0 > 0 && $0 < 10_000 }, "\(deleted)")
            // The last pages, and none of those before them.
            let plan = try plan(OldRows.statement(table, pages: 64..<128), connection)
            #expect(plan.contains("Tid Range Scan on users"), "\(plan)")
            #expect(!plan.contains("Seq Scan") && !plan.contains("Index"), "\(plan)")
            #expect(try old.delete(table) != nil, "done is done; then it begins again")
        }
    }

    @Test func `rejections are read on by their ids`() throws {
        try withStore { connection, _ in
            try reject(0..<12_000, at: day(0), connection)
            try reject(12_000..<12_010, at: day(1), connection)
            try connection.execute("ANALYZE rejected_clicks")
            var old = OldRows(connection, before: day(1))
            var deleted: [Int64] = []
            while let count = try old.deleteRejections() { deleted.append(count) }
            #expect(deleted == [5000, 5000, 2000])
            try connection.execute("BEGIN")
            let plan = try plan(
                OldRows.rejectionsStatement.replacing("$2::bigint", with: "5000"), connection)
            connection.rollBack()
            #expect(
                plan.contains("Index Cond: (id > 5000)") || plan.contains("(id > '5000'::bigint)"), "\(plan)")
        }
    }

    @Test func `a day is read from its table's name, and from no other name`() {
        for number in stride(from: Int32(-400_000), through: 2_900_000, by: 379) {
            let day = ClickDay(number: number)
            #expect(ClickDay(tableName: day.tableName) == day)
        }
        for name in ["user_clicks", "user_clicks_2024", "user_clicks_20241324", "user_clicks_20240230", "x"] {
            #expect(ClickDay(tableName: name) == nil)
        }
    }
}
