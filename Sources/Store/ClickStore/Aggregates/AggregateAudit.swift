package import PostgresClient

/// Compares rollups, sessions and users with what the rows of `user_clicks` say. Reads only.
///
/// Call it in a transaction that reads one snapshot and holds a lock on `user_clicks`; then it is exact
/// beside any number of running sinks. The database does the work; only the first differences come to us.
///
/// Blocks; confined to the connection's thread.
package enum AggregateAudit {
    /// Differences of each table that are told in full.
    package static let listedDifferences = 20

    /// Begins such a transaction.
    package static func begin(_ connection: PostgresConnection) throws(PostgresError) {
        // The lock comes before the snapshot, so that no day leaves the table between the two.
        try connection.execute(
            """
            BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \(settings);
            LOCK TABLE user_clicks IN ACCESS SHARE MODE
            """)
    }

    /// No limit of time, and one way to write times, whatever the role's or the database's settings are.
    static let settings = """
        SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0;
        SET LOCAL timezone = 'UTC'
        """

    package static func run(_ connection: PostgresConnection) throws -> AggregateReport {
        let scope = try AggregateScope(connection)
        var report = AggregateReport(comparedFrom: scope.keptFrom?.date)
        report.lacksProgress = scope.lacksProgress
        if scope.keptFrom != nil {
            let count = try connection.query(
                "SELECT count(*) FROM sessions WHERE started_at < \(scope.since) AND ended_at >= \(scope.since)"
            )
            report.visitsInPart = count.integer(0, 0) ?? 0
        }
        for comparison in AggregateComparison.all(in: scope) {
            report.tables += try run(comparison, connection)
        }
        return report
    }

    private static func run(
        _ comparison: AggregateComparison, _ connection: PostgresConnection
    ) throws -> [AggregateReport.Table] {
        let hasSeveral = comparison.tables.count > 1
        let name = hasSeveral ? "coalesce(a.table_name, e.table_name)" : "'\(comparison.tables[0])'"
        let pair = "jsonb_build_array(\(comparison.object("a")), \(comparison.object("e")))"
        let result = try connection.query(
            """
            WITH found AS (
                SELECT \(name) AS table_name, count(*) AS compared,
                    count(*) FILTER (WHERE \(comparison.differs)) AS different,
                    first_few(\(pair), \(listedDifferences)) FILTER (WHERE \(comparison.differs)) AS pairs
                FROM \(comparison.joined) GROUP BY 1
            )
            SELECT table_name, compared, different, number, member.name,
                jsonb_typeof(pair->0) = 'null', jsonb_typeof(pair->1) = 'null',
                pair->0->>member.name, pair->1->>member.name,
                pair->0->member.name IS DISTINCT FROM pair->1->member.name
            FROM found
                LEFT JOIN unnest(pairs) WITH ORDINALITY AS d (pair, number) ON true
                LEFT JOIN jsonb_object_keys(CASE WHEN jsonb_typeof(pair->0) = 'null' THEN pair->1 ELSE pair->0 END)
                    AS member (name) ON true
            ORDER BY table_name, number
            """)
        return tables(comparison, result)
    }

    private static func tables(
        _ comparison: AggregateComparison, _ result: PostgresResult
    ) -> [AggregateReport.Table] {
        let key = comparison.key.map(\.name).filter { $0 != "table_name" }
        return comparison.tables.map { name in
            var table = AggregateReport.Table(name: name)
            let rows = result.rows.filter { result.string($0, 0) == name }
            if let first = rows.first {
                table.compared = result.integer(first, 1) ?? 0
                table.different = result.integer(first, 2) ?? 0
            }
            let lines = Dictionary(grouping: rows.compactMap { AggregateLine(result, $0) }, by: \.number)
            for number in lines.keys.sorted() {
                table.differences.append(
                    AggregateLine.difference(lines[number] ?? [], key: key, values: comparison.values))
            }
            return table
        }
    }
}
