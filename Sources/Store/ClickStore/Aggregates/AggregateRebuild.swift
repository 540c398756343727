package import PostgresClient

/// Makes rollups, sessions and users anew from `user_clicks`: works out what all of them should hold, and
/// writes the rows that do not, in one transaction.
///
/// Sinks wait meanwhile, with their rows written and not yet committed, before they touch any aggregate: so
/// their clicks are not counted here, and they add them afterwards. Whoever reads sees either all of the old
/// or all of the new.
///
/// What retention has dropped stays out of it, as in `AggregateScope`. Blocks; confined to the connection's
/// thread.
package enum AggregateRebuild {
    /// What was written in one table.
    package struct Table: Sendable, Equatable {
        package var name: String
        /// Rows that were wrong or missing, and are right.
        package var written: Int64 = 0
        /// Rows that no click stands for, and are gone.
        package var removed: Int64 = 0

        var holdsChangedVisitors: Bool { (name == "users" || name == "user_days") && written + removed > 0 }
    }

    /// - Parameter wait: how long to wait for transactions that are under way; sinks wait behind us.
    /// - Throws: `PostgresError`, or `AggregatesBusy` where one of them did not end. Nothing is changed then.
    package static func run(
        _ connection: PostgresConnection, wait: Duration = .seconds(10)
    ) throws -> [Table] {
        defer { connection.rollBack() }
        try begin(connection, wait: wait)
        let scope = try AggregateScope(connection)
        var tables: [Table] = []
        for comparison in AggregateComparison.all(in: scope) {
            tables += try mend(comparison, connection)
        }
        if tables.contains(where: \.holdsChangedVisitors) {
            // A number that was never there before, whatever became of the row meanwhile.
            try connection.execute(
                """
                UPDATE rollup_progress SET visitor_rebuilds = greatest(visitor_rebuilds + 1,
                    (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
                """)
        }
        try connection.commit()
        return tables
    }

    /// The locks come before the snapshot, in the order in which sinks and `roll_hours` take theirs: who has
    /// the first of them is let finish, and who has not waits for it, holding nothing that we want.
    private static func begin(_ connection: PostgresConnection, wait: Duration) throws {
        let milliseconds = Int(wait / .milliseconds(1))
        let locking = """
            BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE; \(AggregateAudit.settings);
            SET LOCAL lock_timeout = \(milliseconds);
            LOCK TABLE user_clicks IN ACCESS SHARE MODE;
            LOCK TABLE clicks_by_minute, rolled_hours, rolled_days, rollup_progress, users, user_days, sessions
                IN EXCLUSIVE MODE;
            SET LOCAL lock_timeout = 0
            """
        do {
            try connection.execute(locking)
        } catch {
            if error.sqlState == .lockNotAvailable { throw AggregatesBusy(waited: wait) }
            throw error
        }
        // Without it nothing is ever summed up by hour.
        try connection.execute(
            """
            INSERT INTO rollup_progress (hours_before) VALUES (date_trunc('hour', now(), 'UTC'))
            ON CONFLICT DO NOTHING
            """)
    }

    private static func mend(
        _ comparison: AggregateComparison, _ connection: PostgresConnection
    ) throws -> [Table] {
        let values = comparison.values.map { ", e.\($0)" }.joined()
        let differing = "differing_\(comparison.tables[0])"
        try connection.execute(
            """
            CREATE TEMPORARY TABLE \(differing) ON COMMIT DROP AS
            SELECT \(comparison.eitherKey)\(values), NOT \(comparison.isAbsent("e")) AS is_expected
            FROM \(comparison.joined) AND \(comparison.differs);
            ANALYZE \(differing)
            """)
        var tables: [Table] = []
        for table in comparison.tables {
            let target = RebuildTarget(table, comparison)
            let removed = try connection.query(
                """
                WITH gone AS (DELETE FROM \(table) AS t USING \(differing) AS d WHERE \(target.isSame) RETURNING 1)
                SELECT (SELECT count(*) FROM \(differing) AS d WHERE \(target.isMeant) AND NOT is_expected),
                    (SELECT count(*) FROM gone)
                """)
            let written = try connection.query(
                """
                INSERT INTO \(table) (\(target.columns))
                SELECT \(target.values) FROM \(differing) AS d WHERE \(target.isMeant) AND is_expected
                """)
            tables.append(
                Table(name: table, written: Int64(written.affectedRows), removed: removed.integer(0, 0) ?? 0))
        }
        return tables
    }
}

/// A transaction that does not end keeps the aggregates from being rebuilt.
package struct AggregatesBusy: Error, CustomStringConvertible {
    package let waited: Duration

    package var description: String {
        """
        Nothing was changed: a transaction has written to the tables and did not end within \(waited); find it with \
        SELECT pid, application_name, xact_start FROM pg_stat_activity ORDER BY xact_start, and try again when it is over.
        """
    }
}
