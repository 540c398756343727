import ClickModel
import DedicatedThread
import PostgresClient
import TestPostgres
import Testing

@testable import ClickStore

@Suite struct BatchAggregatesTests {
    private func click(_ id: UInt64, _ random: inout SeededGenerator) -> ClickFixture {
        ClickFixture.random(id, &random)
    }

    @Test(arguments: [1, 2, UInt64.random(in: .min ... .max)])
    func `rollups, sessions and users are what one query over the clicks says, in any order`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            var clicks = (0..<600).map { click(UInt64($0), &random) }
            clicks.shuffle(using: &random)
            while !clicks.isEmpty {
                let size = min(clicks.count, Int.random(in: 1...90, using: &random))
                try store.store(
                    Array(clicks.prefix(size)), partition: Int32.random(in: 0..<3, using: &random))
                clicks.removeFirst(size)
                if Int.random(in: 0..<4, using: &random) == 0 {
                    #expect(try store.differences() == [], "seed \(seed)")
                }
            }
            #expect(try store.differences() == [], "seed \(seed)")
        }
    }

    @Test func `hours that are over are summed up, and what comes late is added to them`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            // As if all this were new: the clicks are of that evening.
            try connection.execute("UPDATE rollup_progress SET hours_before = '2024-11-23 22:00:00+00'")
            try store.store((0..<300).map { click($0, &random) }, partition: 0)
            try store.store((300..<400).map { click($0, &random) }, partition: 1)
            #expect(try store.differences() == [], "seed \(seed)")
            #expect(try count(connection, "rolled_hours WHERE hour >= '2024-11-23 22:00:00+00'") == 0)
            let minutes = try count(connection, "clicks_by_minute")
            try connection.execute("SELECT roll_hours()")
            #expect(try store.differences() == [], "seed \(seed)")
            #expect(try count(connection, "rolled_hours WHERE hour >= '2024-11-23 22:00:00+00'") ?? 0 > 50)
            #expect(try count(connection, "clicks_by_minute") == minutes)
            try connection.execute("SELECT roll_hours()")
            try store.store((400..<500).map { click($0, &random) }, partition: 1)
            #expect(try store.differences() == [], "seed \(seed)")
        }
    }

    @Test func `a late click joins two visits, and half an hour parts them`() throws {
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            func click(_ id: UInt64, minutes: Int64, microseconds: Int64 = 0) -> ClickFixture {
                let time = ClickFixture.someDay + minutes * 60_000_000 + microseconds
                let fixture = ClickFixture(id: id, time: time)
                fixture.set(\.userID, "u")
                return fixture
            }
            func visits() throws -> [Int64?] {
                let result = try connection.query("SELECT clicks FROM sessions ORDER BY started_at")
                return result.rows.map { result.integer($0, 0) }
            }
            try store.store([click(1, minutes: 0)])
            try store.store([click(2, minutes: 30)])
            #expect(try visits() == [1, 1])
            try store.store([click(3, minutes: 59, microseconds: 59_999_999)])
            #expect(try visits() == [1, 2])
            try store.store([click(4, minutes: 1)])
            #expect(try visits() == [4])
            #expect(try store.differences() == [])
        }
    }

    @Test func `the same event_id at another time is another click, and begins another visit`() throws {
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            for hours in [0, 5, 2] as [Int64] {
                let time = ClickFixture.someDay + hours * 3_600_000_000
                let fixture = ClickFixture(id: 7, time: time)
                try store.store([fixture])
            }
            #expect(try count(connection, "sessions") == 3)
            #expect(try store.differences() == [])
        }
    }

    @Test func `a session goes on over midnight, over a restart and after it was deleted`() throws {
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            func click(_ id: UInt64, hours: Int64) -> ClickFixture {
                let fixture = ClickFixture(id: id, time: ClickFixture.someDay + hours * 3_600_000_000)
                fixture.set(\.userID, "u")
                fixture.set(\.sessionID, "s")
                return fixture
            }
            // New and known in one batch, which has clicks of three days.
            try store.store([
                click(1, hours: 0), click(2, hours: 24), click(3, hours: 48), click(4, hours: 1),
            ])
            try store.store([click(5, hours: 24), click(6, hours: 2), click(7, hours: 49)])
            #expect(try store.differences() == [])
            // One that does not know it.
            store = try AggregatedStore(connection, offset: 10)
            try store.store([click(8, hours: 3), click(9, hours: 25)])
            #expect(try store.differences() == [])
            try connection.execute("DELETE FROM sessions")
            try store.store([click(10, hours: 4)])
            #expect(try connection.query("SELECT sum(clicks) FROM sessions").integer(0, 0) == 1)
        }
    }

    @Test func `clicks that were stored before the tables existed are in them`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            try store.store((0..<300).map { click(UInt64($0), &random) })
            try connection.execute(
                """
                DROP VIEW clicks_by_hour, clicks_by_day;
                DROP TYPE visit_piece CASCADE;
                DROP FUNCTION add_users, add_rollups, add_late_rollups;
                DROP TABLE clicks_by_minute, rolled_hours, rolled_days, rollup_progress,
                    users, user_days, sessions;
                DROP FUNCTION expected_rollups, expected_sessions, expected_users, expected_user_days,
                    expect_visitor_rebuilds, source_by_hosts;
                DROP AGGREGATE first_few(jsonb, integer);
                DROP FUNCTION keep_few, page_path, url_host, click_source, rollup_lock, roll_hours;
                DROP AGGREGATE sum_money(jsonb);
                DROP FUNCTION add_money
                """)
            for migration in Migration.embedded() where [4, 5, 8, 9].contains(migration.version) {
                _ = try connection.transaction { try connection.execute(migration.sql) }
            }
            #expect(try store.differences() == [], "seed \(seed)")

            // The comparison itself: one click too many in one row has to show.
            for table in ["clicks_by_minute", "rolled_hours", "rolled_days", "sessions"] {
                try connection.execute(
                    "UPDATE \(table) SET clicks = clicks + 1 WHERE ctid = (SELECT min(ctid) FROM \(table))")
            }
            try connection.execute("DELETE FROM user_days WHERE ctid = (SELECT min(ctid) FROM user_days)")
            try connection.execute("DELETE FROM users WHERE ctid = (SELECT min(ctid) FROM users)")
            #expect(try store.differences().count == 10)
        }
    }

    @Test(arguments: [false, true])
    func `sinks that meet the same visitors wait for each other, and lose nothing`(
        allInSessions: Bool
    ) async throws {
        let seed = UInt64.random(in: .min ... .max)
        try await TestPostgres.withDatabase { database in
            let first = try PostgresConnection.connect(database)
            try Migrations.migrate(first, logger: quietLogger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for partition in 0..<3 as Range<Int32> {
                    let thread = DedicatedThread(name: "sink-\(partition)")
                    group.addTask {
                        try await thread.run {
                            var random = SeededGenerator(seed: seed &+ UInt64(partition))
                            let connection = try PostgresConnection.connect(database)
                            defer { connection.close() }
                            // Each knows other sessions than the others, so they do run into each other.
                            try connection.execute("SET deadlock_timeout = '10ms'")
                            var store = try AggregatedStore(connection)
                            for batch in 0..<20 as Range<UInt64> {
                                let clicks = (0..<30).map { number in
                                    let id = UInt64(partition) << 32 | batch << 16 | UInt64(number)
                                    let fixture = click(id, &random)
                                    if allInSessions { fixture.set(\.sessionID, "s\(id % 5)") }
                                    return fixture
                                }
                                try store.store(clicks, partition: partition)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let result = try first.query(AggregateReference.differences)
            #expect(result.rows.map { result.string($0, 0) } == [], "seed \(seed)")
            first.close()
        }
    }
}
