import ClickModel
import PostgresClient
import TestPostgres
import Testing

@testable import ClickStore

@Suite struct AggregateAuditTests {
    /// Something that a careless hand, a bad disk or a bug of ours may do to one row.
    struct Damage: Sendable, CustomTestStringConvertible {
        let table: String
        let kind: AggregateDifference.Kind
        let sql: String
        /// A column, what it is, and what it should be; `nil` in the tables' place.
        var change: (column: String, present: String?, expected: String?)?
        var count: Int64 = 1

        var testDescription: String { "\(table): \(sql)" }
    }

    private static func anyRow(_ table: String, _ condition: String = "true") -> String {
        "ctid = (SELECT ctid FROM \(table) WHERE \(condition) ORDER BY ctid LIMIT 1)"
    }

    private static let rollupColumns = """
        dimension, value, lane, is_bot, currency, clicks, page_views, product_views, cart_additions, checkouts,
        purchases, units, revenue
        """

    static let damages: [Damage] = [
        Damage(
            table: "clicks_by_minute", kind: .wrong,
            sql: "UPDATE clicks_by_minute SET clicks = clicks + 1 WHERE \(anyRow("clicks_by_minute"))"),
        Damage(
            table: "clicks_by_minute", kind: .missing,
            sql:
                "DELETE FROM clicks_by_minute WHERE (dimension, minute, value, is_bot, currency) = (SELECT dimension, "
                + "minute, value, is_bot, currency FROM clicks_by_minute WHERE dimension = 'page' LIMIT 1)"),
        Damage(
            table: "clicks_by_minute", kind: .extra,
            sql:
                "INSERT INTO clicks_by_minute (minute, \(rollupColumns)) VALUES ('2024-11-24 12:00+00', 'page', "
                + "'/x', 3, false, '', 1, 1, 0, 0, 0, 0, 0, 0)"),
        Damage(
            table: "rolled_hours", kind: .wrong,
            sql: "UPDATE rolled_hours SET units = units + 1 WHERE \(anyRow("rolled_hours"))"),
        Damage(
            table: "rolled_hours", kind: .extra,
            sql:
                "INSERT INTO rolled_hours (hour, \(rollupColumns)) VALUES ('2030-01-01 12:00+00', 'all', '', -1, "
                + "false, '', 1, 1, 0, 0, 0, 0, 0, 0)"),
        Damage(
            table: "rolled_days", kind: .wrong,
            sql: "UPDATE rolled_days SET revenue = revenue + 0.0001 WHERE \(anyRow("rolled_days"))"),
        Damage(
            table: "rolled_days", kind: .missing,
            sql:
                "DELETE FROM rolled_days WHERE (dimension, day, value, is_bot, currency) = (SELECT dimension, day, "
                + "value, is_bot, currency FROM rolled_days WHERE dimension = 'device' LIMIT 1)"),
        Damage(
            table: "sessions", kind: .wrong,
            sql: "UPDATE sessions SET exit_page = '/elsewhere' WHERE \(anyRow("sessions"))"),
        Damage(
            table: "sessions", kind: .wrong,
            sql: "UPDATE sessions SET country = 'XX' WHERE \(anyRow("sessions", "by_inactivity"))"),
        Damage(
            table: "sessions", kind: .wrong,
            sql: "UPDATE sessions SET revenue = add_money(revenue, '{\"EUR\": 0.0001}') WHERE "
                + anyRow("sessions", "revenue IS NOT NULL")),
        Damage(
            table: "sessions", kind: .missing,
            sql: "DELETE FROM sessions WHERE \(anyRow("sessions", "NOT by_inactivity"))"),
        Damage(
            table: "sessions", kind: .extra,
            sql:
                "INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views, "
                + "furthest_step, purchases, entry_event_id, exit_event_id, is_bot) VALUES ('u1', true, 'x', now(), "
                + "now(), 1, 0, 0, 0, gen_random_uuid(), gen_random_uuid(), false)"),
        Damage(
            table: "users", kind: .wrong,
            sql: "UPDATE users SET first_day = first_day - 1 WHERE \(anyRow("users"))"),
        Damage(table: "users", kind: .missing, sql: "DELETE FROM users WHERE \(anyRow("users"))"),
        Damage(
            table: "users", kind: .extra, sql: "INSERT INTO users VALUES ('nobody', now(), now(), false)"),
        Damage(
            table: "user_days", kind: .missing, sql: "DELETE FROM user_days WHERE \(anyRow("user_days"))"),
        Damage(
            table: "user_days", kind: .extra, sql: "INSERT INTO user_days VALUES (now(), 'u1', false)"),
    ]

    /// Clicks of a night, some of its hours summed up.
    private func withClicks(
        seed: UInt64, _ body: (inout AggregatedStore, inout SeededGenerator) throws -> Void
    ) throws {
        var random = SeededGenerator(seed: seed)
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            try connection.execute("UPDATE rollup_progress SET hours_before = '2024-11-24 02:00:00+00'")
            for batch in 0..<6 as Range<UInt64> {
                let clicks = (0..<60).map { ClickFixture.random(batch << 8 | $0, &random) }
                try store.store(clicks, partition: Int32.random(in: 0..<3, using: &random))
            }
            try body(&store, &random)
        }
    }

    @Test func `what the sink has stored is what the clicks say, and each row is compared`() throws {
        let seed = UInt64.random(in: .min ... .max)
        try withClicks(seed: seed) { store, _ in
            #expect(try store.differences() == [], "seed \(seed)")
            let report = try store.audit()
            #expect(report.isExact, "seed \(seed): \(report)")
            #expect(
                report.tables.map(\.name) == [
                    "clicks_by_minute", "rolled_hours", "rolled_days", "sessions", "users", "user_days",
                ])
            #expect(report.comparedFrom == nil)
            for table in report.tables {
                let key = [
                    "clicks_by_minute": "dimension, minute, value, is_bot, currency",
                    "rolled_hours": "dimension, hour, value, is_bot, currency",
                    "rolled_days": "dimension, day, value, is_bot, currency",
                    "sessions": "user_id, by_inactivity, session_id",
                    "users": "user_id", "user_days": "day, user_id, is_bot",
                ]
                let columns = key[table.name] ?? ""
                #expect(
                    try count(store.connection, "(SELECT DISTINCT \(columns) FROM \(table.name)) AS r")
                        == table.compared, "\(table.name)")
                #expect(table.compared > 2)
            }
        }
    }

    @Test(arguments: damages)
    func `damage is found and named, and a rebuild mends it and nothing else`(damage: Damage) throws {
        let seed = UInt64.random(in: .min ... .max)
        try withClicks(seed: seed) { store, random in
            let damaged = try store.connection.execute(damage.sql)
            #expect(damaged.affectedRows > 0)
            let report = try store.audit()
            #expect(report.different == 1, "seed \(seed): \(report)")
            let table = try #require(report.tables.first { $0.different > 0 })
            #expect(table.name == damage.table)
            #expect(table.differences.map(\.kind) == [damage.kind])
            #expect(try !store.differences().isEmpty)

            let rebuilt = try AggregateRebuild.run(store.connection)
            let touched = rebuilt.filter { $0.written + $0.removed > 0 }
            let isExtra = damage.kind == .extra
            #expect(
                touched == [
                    AggregateRebuild.Table(
                        name: damage.table, written: isExtra ? 0 : 1, removed: isExtra ? 1 : 0)
                ])
            #expect(try store.differences() == [], "seed \(seed)")
            #expect(try store.audit().isExact, "seed \(seed)")
            // The sink goes on with what it remembers of users.
            try store.store((0..<60).map { ClickFixture.random(1 << 20 | $0, &random) })
            #expect(try store.differences() == [], "seed \(seed)")
        }
    }

    @Test func `a difference says which row it is, what it holds and what it should hold`() throws {
        try withStore { connection, _ in
            var store = try AggregatedStore(connection)
            let click = ClickFixture(id: 7)
            click.set(\.userID, "ann")
            try store.store([click])
            try connection.execute(
                """
                UPDATE users SET is_bot = true; DELETE FROM user_days;
                UPDATE clicks_by_minute SET clicks = 5, page_views = 4 WHERE dimension = 'event_type'
                """)
            let report = try store.audit()
            let minute = try #require(report.tables[0].differences.first)
            #expect(minute.kind == .wrong)
            #expect(
                minute.key == [
                    .init(column: "dimension", value: "event_type"),
                    .init(column: "start", value: "2024-11-24T00:00:00+00:00"),
                    .init(column: "value", value: "page_view"), .init(column: "is_bot", value: "false"),
                    .init(column: "currency", value: ""),
                ])
            #expect(
                minute.present == [
                    .init(column: "clicks", value: "5"), .init(column: "page_views", value: "4"),
                ])
            #expect(
                minute.expected == [
                    .init(column: "clicks", value: "1"), .init(column: "page_views", value: "1"),
                ])
            #expect(report.tables[4].differences.map(\.present) == [[.init(column: "is_bot", value: "true")]])
            let day = try #require(report.tables[5].differences.first)
            #expect(day.kind == .missing)
            #expect(day.key.map(\.value) == ["2024-11-24", "ann", "false"])
            #expect(report.different == 3)
        }
    }

    @Test func `of many differences all are counted and some are told`() throws {
        try withClicks(seed: 3) { store, _ in
            let rows = try count(store.connection, "sessions")
            try store.connection.execute("DELETE FROM sessions")
            let table = try store.audit().tables[3]
            #expect(table.different == rows && table.compared == rows)
            #expect(table.differences.count == min(Int(rows ?? 0), AggregateAudit.listedDifferences))
            #expect(rows ?? 0 > 20)
        }
    }

    @Test func `the columns of the definitions are those of the tables`() throws {
        try withStore { connection, _ in
            // A column that is added to a table and not compared would never be found wrong.
            for (table, left) in [
                ("sessions", ["duration", "is_bounce"]), ("users", []), ("user_days", []),
                ("clicks_by_minute", ["lane", "minute"]),
            ] {
                let scope = try AggregateScope(connection)
                let comparison = try #require(
                    AggregateComparison.all(in: scope).first { $0.tables.contains(table) })
                let result = try connection.query("SELECT * FROM \(table) LIMIT 0")
                let columns = (0..<result.columnCount).compactMap { result.columnName($0) }
                let compared = comparison.key.map(\.name) + comparison.values
                #expect(
                    Set(columns).subtracting(left) == Set(compared).subtracting(["table_name", "start"]))
            }
        }
    }
}
