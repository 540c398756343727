/// One comparison of aggregates with the rows: SQL that puts beside each other what is and what should be.
///
/// The tables' definitions are functions of the database (`expected_…`, migration 0008). What is added here
/// is how far they can be held against tables of which retention has dropped a part.
struct AggregateComparison {
    /// The tables that are compared. Where there are several, the column `table_name` of `key` tells which.
    let tables: [String]
    /// The columns that tell rows from each other: never NULL. Those that are texts compare byte by byte.
    let key: [Column]
    /// The other columns.
    let values: [String]
    /// Queries for these columns.
    private let actual: String
    private let expected: String
    /// Which rows that should not be are no damage; `a` is such a row.
    private let isOutOfScope: String

    struct Column {
        let name: String
        var isText = true
    }

    static func all(in scope: AggregateScope) -> [AggregateComparison] {
        [rollups(scope), sessions(scope), users(scope), userDays(scope)]
    }

    // MARK: - SQL

    /// `a` is what is there, `e` what should be; either is NULL where it is absent. Rows that are out of
    /// scope are left out.
    var joined: String {
        let on = key.map { "a.\($0.name) = e.\($0.name)\($0.isText ? " COLLATE \"C\"" : "")" }
        return """
            (\(actual)) AS a FULL JOIN (\(expected)) AS e ON \(on.joined(separator: " AND "))
            WHERE NOT (\(isAbsent("e")) AND (\(isOutOfScope)))
            """
    }

    /// Whether `a` and `e` are not the same.
    var differs: String {
        let absent = "\(isAbsent("a")) OR \(isAbsent("e"))"
        if values.isEmpty { return "(\(absent))" }
        return "(\(absent) OR (\(list("a", values))) IS DISTINCT FROM (\(list("e", values))))"
    }

    /// The columns of the key, of whichever side is there.
    var eitherKey: String {
        key.map { "coalesce(a.\($0.name), e.\($0.name)) AS \($0.name)" }.joined(separator: ", ")
    }

    /// `a` or `e` as an object, SQL NULL where it is absent.
    func object(_ side: String) -> String {
        let members = (key.map(\.name) + values).map { "'\($0)', \(side).\($0)" }
        return
            "CASE WHEN NOT \(isAbsent(side)) THEN jsonb_build_object(\(members.joined(separator: ", "))) END"
    }

    func isAbsent(_ side: String) -> String { "\(side).\(key[0].name) IS NULL" }

    func list(_ side: String, _ columns: [String]) -> String {
        columns.map { "\(side).\($0)" }.joined(separator: ", ")
    }

    // MARK: - The comparisons

    private static let sums = [
        "clicks", "page_views", "product_views", "cart_additions", "checkouts", "purchases", "units",
        "revenue",
    ]

    private static func rollups(_ scope: AggregateScope) -> AggregateComparison {
        // Without progress nobody knows what they should hold.
        let summedUp =
            scope.lacksProgress
            ? []
            : [
                summed("rolled_hours", "hour", where: "hour >= \(scope.since)"),
                summed(
                    "rolled_days", "(day::timestamp AT TIME ZONE 'UTC')", where: "day >= \(scope.sinceDay)"),
            ]
        return AggregateComparison(
            tables: ["clicks_by_minute"] + (scope.lacksProgress ? [] : ["rolled_hours", "rolled_days"]),
            key: [
                Column(name: "table_name"), Column(name: "dimension"),
                Column(name: "start", isText: false), Column(name: "value"),
                Column(name: "is_bot", isText: false), Column(name: "currency"),
            ],
            values: sums,
            actual: ([summed("clicks_by_minute", "minute", where: "minute >= \(scope.since)")] + summedUp)
                .joined(separator: " UNION ALL "),
            expected: "SELECT * FROM expected_rollups(\(scope.since), \(scope.rolledBefore))",
            isOutOfScope: "false")
    }

    /// A rollup without its lanes.
    private static func summed(_ table: String, _ start: String, where condition: String) -> String {
        let added = sums.map { $0 == "revenue" ? "sum(\($0)) AS \($0)" : "sum(\($0))::bigint AS \($0)" }
        return """
            SELECT '\(table)' AS table_name, dimension, \(start) AS start, value, is_bot, currency,
                \(added.joined(separator: ", "))
            FROM \(table) WHERE \(condition) GROUP BY dimension, 3, value, is_bot, currency
            """
    }

    /// What the first click of a visit says.
    private static let entry = [
        "started_at", "entry_event_id", "entry_page", "source", "medium", "campaign", "device", "browser",
        "os",
        "language", "country",
    ]

    /// What more clicks can only make more.
    private static let grown = ["clicks", "page_views", "furthest_step", "purchases"]

    /// A visit that began before the horizon is known by its later part alone. That tells how it ended, and
    /// what it holds at least; the rest is believed. A user has at most one such visit by inactivity, and the
    /// first of the later ones is its rest.
    private static func sessions(_ scope: AggregateScope) -> AggregateComparison {
        let columns =
            ["started_at", "ended_at"] + ["clicks", "page_views", "furthest_step", "purchases", "revenue"]
            + ["entry_event_id", "exit_event_id", "entry_page", "exit_page", "source", "medium", "campaign"]
            + ["device", "browser", "os", "language", "country", "is_bot"]
        let said = columns.map { merged($0) }.joined(separator: ", ")
        let expected =
            scope.keptFrom == nil
            ? "SELECT * FROM expected_sessions(\(scope.since))"
            : """
            SELECT d.user_id, d.by_inactivity, coalesce(began.session_id, d.session_id) AS session_id,
                \(said)
            FROM (SELECT *, by_inactivity AND row_number() OVER (PARTITION BY user_id, by_inactivity
                    ORDER BY started_at, entry_event_id) = 1 AS is_rest FROM expected_sessions(\(scope.since))) AS d
                LEFT JOIN (SELECT DISTINCT ON (user_id, by_inactivity, CASE WHEN by_inactivity THEN '' ELSE session_id END)
                        * FROM sessions WHERE started_at < \(scope.since) AND ended_at >= \(scope.since)
                    ORDER BY user_id, by_inactivity, CASE WHEN by_inactivity THEN '' ELSE session_id END,
                        started_at DESC) AS began
                ON began.user_id = d.user_id COLLATE "C" AND began.by_inactivity = d.by_inactivity
                    AND (d.is_rest AND d.started_at < \(scope.since) + interval '30 minutes'
                        OR NOT d.by_inactivity AND began.session_id = d.session_id COLLATE "C")
            """
        return AggregateComparison(
            tables: ["sessions"],
            key: [
                Column(name: "user_id"), Column(name: "by_inactivity", isText: false),
                Column(name: "session_id"),
            ],
            values: columns,
            actual:
                "SELECT user_id, by_inactivity, session_id, \(columns.joined(separator: ", ")) FROM sessions",
            expected: expected, isOutOfScope: "a.ended_at < \(scope.since)")
    }

    /// A column of a visit from what is known of it: `began`, its row where it began before the horizon, and
    /// `d`, what its kept clicks say.
    private static func merged(_ column: String) -> String {
        if column == "is_bot" { return "d.is_bot OR coalesce(began.is_bot, false) AS is_bot" }
        if grown.contains(column) { return "greatest(d.\(column), began.\(column)) AS \(column)" }
        if entry.contains(column) || column == "revenue" {
            return "CASE WHEN began.user_id IS NULL THEN d.\(column) ELSE began.\(column) END AS \(column)"
        }
        return "d.\(column)"
    }

    /// The first day of a user who was here before the horizon is believed.
    private static func users(_ scope: AggregateScope) -> AggregateComparison {
        AggregateComparison(
            tables: ["users"], key: [Column(name: "user_id")], values: ["first_day", "last_day", "is_bot"],
            actual: "SELECT user_id, first_day, last_day, is_bot FROM users",
            expected: """
                SELECT d.user_id, coalesce(u.first_day, d.first_day) AS first_day, d.last_day,
                    d.is_bot OR coalesce(u.is_bot, false) AS is_bot
                FROM expected_users(\(scope.since)) AS d
                    LEFT JOIN users AS u ON u.user_id = d.user_id COLLATE "C" AND u.first_day < \(scope.sinceDay)
                """,
            isOutOfScope: "a.last_day < \(scope.sinceDay)")
    }

    private static func userDays(_ scope: AggregateScope) -> AggregateComparison {
        AggregateComparison(
            tables: ["user_days"],
            key: [
                Column(name: "day", isText: false), Column(name: "user_id"),
                Column(name: "is_bot", isText: false),
            ],
            values: [],
            actual: "SELECT day, user_id, is_bot FROM user_days WHERE day >= \(scope.sinceDay)",
            expected: "SELECT * FROM expected_user_days(\(scope.since))", isOutOfScope: "false")
    }
}
