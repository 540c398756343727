import ClickModel
import DedicatedThread
import PostgresClient
import TestPostgres
import Testing

@testable import ClickStore

@Suite struct AggregateRebuildTests {
    private func click(_ id: UInt64, minutes: Int64, user: String = "ann") -> ClickFixture {
        let fixture = ClickFixture(id: id, time: ClickFixture.someDay + minutes * 60_000_000)
        fixture.set(\.userID, user)
        return fixture
    }

    @Test func `after clicks were deleted by hand, and all is emptied, all comes back from what is left`()
        throws
    {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            try store.store((0..<300).map { ClickFixture.random($0, &random) })
            try connection.execute("DELETE FROM user_clicks WHERE user_id = 'u3' OR device = 'mobile'")
            #expect(try !store.audit().isExact)
            _ = try AggregateRebuild.run(connection)
            #expect(try store.differences() == [], "seed \(seed)")
            try connection.execute(
                "TRUNCATE clicks_by_minute, rolled_hours, rolled_days, rollup_progress, sessions, users, user_days"
            )
            _ = try AggregateRebuild.run(connection)
            #expect(try count(connection, "rollup_progress") == 1)
            #expect(try store.differences() == [], "seed \(seed)")
            #expect(try count(connection, "rolled_hours") ?? 0 > 10)
        }
    }

    @Test func `a sink that remembers users does not rely on those that a rebuild has removed`() throws {
        try withStore { connection, database in
            var store = try AggregatedStore(connection)
            func session(_ id: UInt64) -> ClickFixture {
                let fixture = click(id, minutes: Int64(id))
                fixture.set(\.sessionID, "s")
                return fixture
            }
            try store.store([session(1)])
            try store.store([session(2)])
            let other = try PostgresConnection.connect(database)
            try other.execute("DELETE FROM user_clicks")
            _ = try AggregateRebuild.run(other)
            other.close()
            #expect(try count(connection, "user_days") == 0)
            try store.store([session(3)])
            #expect(try count(connection, "user_days") == 1)
            #expect(try store.differences() == [])
        }
    }

    @Test func `a sink notices a second rebuild, also where the count of the first was lost`() throws {
        try withStore { connection, database in
            let other = try PostgresConnection.connect(database)
            defer { other.close() }
            var store = try AggregatedStore(connection)
            func session(_ id: UInt64, _ session: String) -> ClickFixture {
                let fixture = click(id, minutes: Int64(id))
                fixture.set(\.sessionID, session)
                return fixture
            }
            try store.store([session(1, "a")])
            try connection.execute("DELETE FROM users")
            _ = try AggregateRebuild.run(other)
            // Now it knows of that rebuild, and of its user again.
            try store.store([session(2, "a")])
            try connection.execute("DELETE FROM user_clicks; TRUNCATE rollup_progress")
            #expect(try !store.audit().isExact)
            _ = try AggregateRebuild.run(other)
            #expect(try count(connection, "users") == 0)
            try store.store([session(3, "b")])
            #expect(try store.differences() == [])
        }
    }

    @Test func `an empty rollup_progress is no exact state, and a rebuild ends it`() throws {
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            try store.store([click(1, minutes: 0)])
            #expect(try count(connection, "rolled_hours") ?? 0 > 0)
            #expect(try store.audit().isExact)
            try connection.execute("TRUNCATE rollup_progress")
            let report = try store.audit()
            #expect(report.lacksProgress && !report.isExact && report.different == 0)
            _ = try AggregateRebuild.run(connection)
            #expect(try store.audit().isExact)
        }
    }

    @Test func `nothing is written where all is right`() throws {
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            try store.store([click(1, minutes: 0), click(2, minutes: 40)])
            let before = try connection.query("SELECT ctid::text, xmin::text FROM sessions")
            let tables = try AggregateRebuild.run(connection)
            #expect(tables.allSatisfy { $0.written == 0 && $0.removed == 0 })
            let after = try connection.query("SELECT ctid::text, xmin::text FROM sessions")
            #expect(before.rows.map { before.string($0, 0) } == after.rows.map { after.string($0, 0) })
        }
    }

    @Test func `a transaction that does not end is not waited for forever, and nothing is changed`() throws {
        try withStore { connection, database in
            var store = try AggregatedStore(connection)
            try store.store([click(1, minutes: 0)])
            try connection.execute("UPDATE users SET is_bot = true")
            let frozen = try PostgresConnection.connect(database)
            try frozen.execute("BEGIN; UPDATE clicks_by_minute SET clicks = 9")
            let error = #expect(throws: AggregatesBusy.self) {
                try AggregateRebuild.run(connection, wait: .milliseconds(200))
            }
            #expect(error?.description.contains("pg_stat_activity") == true)
            frozen.rollBack()
            frozen.close()
            #expect(try store.audit().different == 1)
            _ = try AggregateRebuild.run(connection)
            #expect(try store.audit().isExact)
        }
    }

    @Test func `beside sinks at work every audit is exact, and a rebuild mends what was broken meanwhile`()
        async throws
    {
        let seed = UInt64.random(in: .min ... .max)
        try await TestPostgres.withDatabase { database in
            let first = try PostgresConnection.connect(database)
            try Migrations.migrate(first, logger: quietLogger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for partition in 0..<3 as Range<Int32> {
                    let thread = DedicatedThread(name: "sink-\(partition)")
                    group.addTask {
                        try await thread.run { try Self.store(20, partition, seed: seed, database) }
                    }
                }
                let thread = DedicatedThread(name: "rebuild")
                group.addTask { try await thread.run { try Self.breakAndRebuild(3, database) } }
                try await group.waitForAll()
            }
            let result = try first.query(AggregateReference.differences)
            #expect(result.rows.map { result.string($0, 0) } == [], "seed \(seed)")
            #expect(try AggregatedStore.audit(first).isExact, "seed \(seed)")
            first.close()
        }
    }

    private static func store(
        _ batches: UInt64, _ partition: Int32, seed: UInt64, _ database: PostgresConfiguration
    ) throws {
        var random = SeededGenerator(seed: seed &+ UInt64(partition))
        let connection = try PostgresConnection.connect(database)
        defer { connection.close() }
        var store = try AggregatedStore(connection)
        for batch in 0..<batches {
            let clicks = (0..<30).map { number in
                ClickFixture.random(UInt64(partition) << 32 | batch << 16 | UInt64(number), &random)
            }
            try store.store(clicks, partition: partition)
        }
    }

    private static func breakAndRebuild(_ times: Int, _ database: PostgresConfiguration) throws {
        let connection = try PostgresConnection.connect(database)
        defer { connection.close() }
        for _ in 0..<times {
            #expect(try AggregatedStore.audit(connection).isExact)
            // In one transaction, and in the order in which sinks lock.
            try connection.execute(
                """
                BEGIN; LOCK TABLE clicks_by_minute IN EXCLUSIVE MODE;
                DELETE FROM clicks_by_minute WHERE dimension = 'page';
                UPDATE rolled_hours SET clicks = 0 WHERE dimension = 'all';
                DELETE FROM users WHERE user_id IN ('u1', 'u2'); DELETE FROM user_days WHERE user_id = 'u3';
                UPDATE sessions SET clicks = clicks + 1, ended_at = ended_at + interval '1 day' WHERE user_id = 'u4';
                DELETE FROM sessions WHERE user_id = 'u5';
                COMMIT
                """)
            _ = try AggregateRebuild.run(connection)
            #expect(try AggregatedStore.audit(connection).isExact)
        }
    }
}
