import ClickStore
import DedicatedThread
import PostgresClient
import TestPostgres
import Testing

@Suite struct ClickDaysTests {
    private let day = ClickDay(microseconds: ClickFixture.someDay)

    private func days(_ range: Range<Int32>) -> Set<ClickDay> {
        Set(range.map { ClickDay(number: day.number + $0) })
    }

    private func partitions(_ connection: PostgresConnection) throws -> Int64? {
        try connection.query(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'user_clicks'::regclass"
        ).integer(0, 0)
    }

    @Test func `days are made once, and rows land in them`() throws {
        try withStore { connection, _ in
            let known = ClickDays()
            try known.ensure(days(0..<20), on: connection)
            try known.ensure(days(0..<20), on: connection)
            try ClickDays().ensure(days(10..<21), on: connection)
            #expect(try partitions(connection) == 21)
            let last = ClickFixture.someDay + ClickDay.microseconds - 1
            try copy(
                [
                    Row(id: 1, offset: 0), Row(id: 2, offset: 1, time: last),
                    Row(id: 3, offset: 2, time: last + 1),
                ],
                connection, statement: UserClicksCopy.statement)
            #expect(try count(connection, "user_clicks_20241124") == 2)
            #expect(try count(connection, "user_clicks_20241125") == 1)
        }
    }

    @Test func `each day has the parent's key and index, valid`() throws {
        try withStore { connection, _ in
            try ClickDays().ensure([day], on: connection)
            let indexes = try connection.query(
                """
                SELECT i.indisvalid, i.indisunique, i.indisprimary, p.inhparent IS NOT NULL FROM pg_index i
                LEFT JOIN pg_inherits p ON p.inhrelid = i.indexrelid
                WHERE i.indrelid = 'user_clicks_20241124'::regclass AND i.indisunique ORDER BY i.indisprimary
                """)
            #expect(indexes.rowCount == 2)
            for row in indexes.rows {
                #expect(indexes.bool(row, 0) == true)
                #expect(indexes.bool(row, 1) == true)
                #expect(indexes.bool(row, 3) == true)
            }
            let others = try connection.query(
                """
                SELECT count(*), count(p.inhparent) FROM pg_index i
                LEFT JOIN pg_inherits p ON p.inhrelid = i.indexrelid
                WHERE i.indrelid = 'user_clicks_20241124'::regclass AND i.indisvalid AND NOT i.indisunique
                """)
            #expect(others.integer(0, 0) == 2)
            #expect(others.integer(0, 1) == 2)
            let invalid = try connection.query(
                "SELECT 1 FROM pg_index WHERE NOT indisvalid AND indrelid = 'user_clicks'::regclass")
            #expect(invalid.rowCount == 0)
        }
    }

    @Test func `ids are unique over all days, and the parent hands them out`() throws {
        try withStore { connection, _ in
            try ClickDays().ensure(days(0..<5), on: connection)
            let rows = (0..<50).map { number in
                Row(
                    id: UInt64(number), offset: Int64(number),
                    time: ClickFixture.someDay + Int64(number % 5) * ClickDay.microseconds)
            }
            try copy(rows, connection, statement: UserClicksCopy.statement)
            let result = try connection.query(
                """
                SELECT count(DISTINCT id), min(id), max(id), bool_and(id = kafka_offset + 1)
                FROM user_clicks
                """)
            #expect(result.integer(0, 0) == 50)
            #expect(result.integer(0, 1) == 1)
            #expect(result.integer(0, 2) == 50)
            #expect(result.bool(0, 3) == true)
        }
    }

    @Test func `creators at once, on overlapping days, get on`() async throws {
        try await TestPostgres.withDatabase { database in
            let connection = try PostgresConnection.connect(database)
            try Migrations.migrate(connection, logger: quietLogger)
            let threads = (0..<6).map { DedicatedThread(name: "days-\($0)") }
            let wanted = (0..<6).map { number in days(Int32(number * 5)..<Int32(number * 5 + 20)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (thread, wanted) in zip(threads, wanted) {
                    group.addTask {
                        try await thread.run { () throws in
                            let own = try PostgresConnection.connect(database)
                            try ClickDays().ensure(wanted, on: own)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try partitions(connection) == 45)
        }
    }

    @Test func `a day is made while rows of another are being written, and neither waits`() throws {
        try withStore { writer, database in
            let creator = try PostgresConnection.connect(database)
            try ClickDays().ensure([day], on: writer)
            try writer.beginCopyIn("BEGIN; \(UserClicksCopy.statement)")
            try creator.execute("SET lock_timeout = '1s'")
            try ClickDays().ensure(days(0..<4), on: creator)
            #expect(try partitions(creator) == 4)
            try copy([Row(id: 1, offset: 0)], writer)
            // And the other way: the day's making is not finished, and a row goes in.
            try creator.execute(
                """
                BEGIN; CREATE TABLE user_clicks_later (LIKE user_clicks INCLUDING ALL EXCLUDING IDENTITY);
                ALTER TABLE user_clicks ATTACH PARTITION user_clicks_later
                    FOR VALUES FROM ('2030-01-01 00:00:00+00') TO ('2030-01-02 00:00:00+00')
                """)
            try writer.execute("SET LOCAL lock_timeout = '1s'; SELECT 1")
            try writer.commit()
            try writer.execute("SET lock_timeout = '1s'")
            try copy([Row(id: 2, offset: 1)], writer, statement: UserClicksCopy.statement)
            creator.rollBack()
            #expect(try count(writer, "user_clicks") == 2)
        }
    }

    @Test func `a day that was dropped is noticed and made again`() throws {
        try withStore { connection, _ in
            let known = ClickDays()
            try known.ensure([day], on: connection)
            try connection.execute("DROP TABLE user_clicks_20241124")
            try known.ensure([day], on: connection)
            let error = #expect(throws: PostgresError.self) {
                try copy([Row(id: 1, offset: 0)], connection, statement: UserClicksCopy.statement)
            }
            let isMissing = try ClickDays.isMissingDay(#require(error))
            #expect(isMissing)
            known.forget()
            try known.ensure([day], on: connection)
            #expect(try copy([Row(id: 1, offset: 0)], connection, statement: UserClicksCopy.statement) == 1)
        }
    }

    @Test func `a table in the way is reported`() throws {
        try withStore { connection, _ in
            try connection.execute("CREATE TABLE user_clicks_20241124 (n int)")
            let error = #expect(throws: PostgresError.self) {
                try ClickDays().ensure([day], on: connection)
            }
            #expect(error?.sqlState == .duplicateTable)
            #expect(error?.message.contains("user_clicks_20241124") == true)
            #expect(!connection.isInTransaction)
        }
    }

    @Test func `days are made in the schema of their parent`() throws {
        try TestPostgres.withConnection { connection in
            try connection.execute("CREATE SCHEMA \"shop \"\"1\"\"\"; SET search_path = \"shop \"\"1\"\"\"")
            try Migrations.migrate(connection, logger: quietLogger)
            try connection.execute("SET search_path = public, \"shop \"\"1\"\"\"")
            try ClickDays().ensure([day], on: connection)
            let table = try connection.query("SELECT 'user_clicks_20241124'::regclass::text")
            #expect(table.string(0, 0) == "user_clicks_20241124")
            let schema = try connection.query(
                "SELECT schemaname FROM pg_tables WHERE tablename LIKE 'user_clicks_%'")
            #expect(schema.string(0, 0) == "shop \"1\"")
        }
    }

    @Test func `the latest clicks come from the indexes, whatever the number of days`() throws {
        try withStore { connection, _ in
            try ClickDays().ensure(days(0..<32), on: connection)
            let rows = (0..<640).map { number in
                Row(
                    id: UInt64(number), offset: Int64(number),
                    time: ClickFixture.someDay + Int64(number % 32) * ClickDay.microseconds)
            }
            try copy(rows, connection, statement: UserClicksCopy.statement)
            try connection.execute("ANALYZE user_clicks")
            let query = "SELECT * FROM user_clicks ORDER BY id DESC LIMIT 10"
            let plan = try connection.query("EXPLAIN (COSTS off) \(query)")
            let lines = plan.rows.compactMap { plan.string($0, 0) }
            #expect(lines.contains { $0.contains("Merge Append") })
            #expect(lines.count { $0.contains("Index Scan Backward") } == 32)
            #expect(!lines.contains { $0.contains("Seq Scan") || $0.contains("Sort  ") })
            let latest = try connection.query(query)
            #expect(latest.rows.map { latest.integer($0, 0) } == (631...640).reversed().map { Int64($0) })
        }
    }
}
