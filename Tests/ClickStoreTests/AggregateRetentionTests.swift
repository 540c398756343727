import ClickModel
import PostgresClient
import TestPostgres
import Testing

@testable import ClickStore

/// What can be said of aggregates while retention drops days, and afterwards.
@Suite struct AggregateRetentionTests {
    private let horizon = ClickDay(microseconds: ClickFixture.someDay)
    private let crossing = "started_at < '2024-11-24 00:00+00' AND ended_at >= '2024-11-24 00:00+00'"

    /// Clicks of both sides of midnight, or of the later one alone.
    private func clicks(
        _ ids: Range<UInt64>, onlyKept: Bool, _ random: inout SeededGenerator
    ) -> [ClickFixture] {
        ids.map { ClickFixture.random($0, &random) }
            .filter { !onlyKept || $0.click.eventTime >= ClickFixture.someDay }
    }

    private func withDroppedDay(
        seed: UInt64, _ body: (inout AggregatedStore, inout SeededGenerator) throws -> Void
    ) throws {
        var random = SeededGenerator(seed: seed)
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            try store.store(clicks(0..<300, onlyKept: false, &random))
            var round = RetentionRound(connection)
            try round.run(keeping: 10, now: ClickDay(number: horizon.number + 10).start)
            #expect(round.report.days.count == 1)
            try body(&store, &random)
        }
    }

    @Test func `at every step of retention, and with clicks that come meanwhile, there is no false alarm`()
        throws
    {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            var next: UInt64 = 0
            func check(_ step: String, onlyKept: Bool) throws {
                for _ in 0..<2 {
                    let report = try store.audit()
                    #expect(report.isExact, "seed \(seed), \(step): \(report)")
                    try store.store(clicks(next..<(next + 120), onlyKept: onlyKept, &random))
                    next += 120
                }
                let report = try store.audit()
                #expect(report.isExact, "seed \(seed), \(step): \(report)")
                let tables = try AggregateRebuild.run(connection)
                #expect(
                    tables.allSatisfy { $0.written + $0.removed == 0 }, "seed \(seed), \(step): \(tables)")
            }
            try check("nothing dropped", onlyKept: false)
            _ = try RetentionHorizon.raise(connection, to: horizon)
            // A sink may still know the old day.
            try check("horizon raised", onlyKept: false)
            for table in try OldDays.attached(connection, before: horizon) {
                try OldDays.detach(table, connection)
            }
            try check("day detached", onlyKept: true)
            #expect(try store.audit().comparedFrom == "2024-11-24")
            try connection.execute("SELECT roll_hours()")
            for table in OldRows.tables {
                try connection.execute(
                    """
                    DELETE FROM \(table.name) WHERE ctid = ANY (ARRAY(SELECT ctid FROM \(table.name)
                        WHERE \(table.column) < '2024-11-24 00:00+00' LIMIT 2))
                    """)
            }
            try check("half cleaned", onlyKept: true)
            var round = RetentionRound(connection)
            try round.run(keeping: 10, now: ClickDay(number: horizon.number + 10).start)
            try check("cleaned", onlyKept: true)
            let report = try store.audit()
            #expect(try report.visitsInPart == count(connection, "sessions WHERE \(crossing)"))
            #expect(report.visitsInPart > 0)
        }
    }

    @Test func `what is kept of dropped days is neither compared nor rebuilt`() throws {
        let seed = UInt64.random(in: .min ... .max)
        try withDroppedDay(seed: seed) { store, _ in
            let connection = store.connection
            let kept = """
                SELECT (SELECT sum(clicks) FROM rolled_hours WHERE hour < '2024-11-24 00:00+00'),
                    (SELECT sum(clicks) FROM rolled_days WHERE day < '2024-11-24'),
                    (SELECT string_agg(started_at || ' ' || clicks, ',' ORDER BY user_id, session_id)
                     FROM sessions WHERE \(crossing)),
                    (SELECT string_agg(first_day::text, ',' ORDER BY user_id) FROM users)
                """
            func values() throws -> [String?] {
                let result = try connection.query(kept)
                return (0..<result.columnCount).map { result.string(0, $0) }
            }
            // Nobody could tell that this is wrong.
            try connection.execute("UPDATE rolled_days SET clicks = clicks + 1 WHERE day < '2024-11-24'")
            #expect(try store.audit().isExact)
            let before = try values()
            #expect(before.allSatisfy { $0 != nil })
            try connection.execute(
                """
                DELETE FROM clicks_by_minute WHERE dimension = 'all';
                UPDATE rolled_hours SET clicks = clicks + 1 WHERE hour >= '2024-11-24 00:00+00';
                UPDATE sessions SET exit_page = '/elsewhere', is_bot = true WHERE \(crossing);
                DELETE FROM user_days WHERE user_id = 'u1'
                """)
            let report = try store.audit()
            #expect(report.tables.filter { $0.different > 0 }.map(\.name).contains("sessions"))
            _ = try AggregateRebuild.run(connection)
            #expect(try store.audit().isExact, "seed \(seed)")
            #expect(try values() == before, "seed \(seed)")
        }
    }

    @Test func `a visit that began before is found to be wrong where its kept clicks tell`() throws {
        try withDroppedDay(seed: 5) { store, _ in
            let connection = store.connection
            let visits = try #require(try count(connection, "sessions WHERE \(crossing)"))
            #expect(visits > 2)
            for change in ["ended_at = ended_at + interval '1 second'", "clicks = 0", "exit_page = '/x'"] {
                try connection.execute("BEGIN; UPDATE sessions SET \(change) WHERE \(crossing)")
                #expect(try AggregateAudit.run(connection).tables[3].different == visits, "\(change)")
                connection.rollBack()
            }
            // A visit whose kept clicks are not there.
            try connection.execute(
                """
                INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
                    furthest_step, purchases, entry_event_id, exit_event_id, is_bot)
                VALUES ('nobody', true, 'x', '2024-11-23 23:50+00', '2024-11-24 00:10+00', 2, 0, 0, 0,
                    gen_random_uuid(), gen_random_uuid(), false);
                INSERT INTO users VALUES ('nobody', '2024-11-20', '2024-11-24', false), ('old', '2024-11-20',
                    '2024-11-23', false)
                """)
            let report = try store.audit()
            #expect(report.tables[3].differences.map(\.kind) == [.extra])
            #expect(report.tables[4].differences.map(\.kind) == [.extra])
            #expect(report.different == 2)
        }
    }
}
