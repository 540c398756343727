package import PostgresClient

/// The day partitions of `user_clicks` that one worker knows to exist, and the making of those that don't.
///
/// Not Sendable: one a worker. Any number of workers and processes may do this at once.
package final class ClickDays {
    /// Tables made in one transaction, since each holds locks until its end.
    private static var chunk: Int { 16 }

    private var known: Set<ClickDay> = []

    package init() {}

    /// Makes partitions for the days that have none, but for those that retention has dropped. Costs a set
    /// comparison when all are known.
    ///
    /// Call it before the batch's transaction, not in it: it has transactions of its own. Making a day does
    /// not wait for rows being written to other days, nor they for it; it waits up to 10 s for a manual
    /// VACUUM, ANALYZE or ALTER TABLE of `user_clicks` (then 55P03).
    /// - Returns: the first day that is kept, where some are dropped and any of `days` was not known.
    /// - Throws: `PostgresError`; 42P07 where a table of the day's name exists and is no partition, 42501
    ///   where the role does not own `user_clicks`.
    @discardableResult
    package func ensure(_ days: Set<ClickDay>, on connection: PostgresConnection) throws -> ClickDay? {
        if days.isSubset(of: known) { return nil }
        let wanted = days.subtracting(known).sorted()
        let existing = try Self.existing(wanted, connection)
        known.formUnion(existing)
        var horizon = try RetentionHorizon.read(connection)
        var missing = wanted.filter { !existing.contains($0) && $0 >= horizon ?? $0 }[...]
        while !missing.isEmpty {
            let chunk = missing.prefix(Self.chunk)
            let made = try Self.make(Array(chunk), connection)
            horizon = made.horizon
            known.formUnion(made.days)
            missing = missing.dropFirst(Self.chunk)
        }
        return horizon
    }

    /// Forgets what is known: for after `isMissingDay`, when a known day was dropped by somebody.
    package func forget() { known.removeAll() }

    /// Whether a row found no partition for its day. The whole COPY has failed then: `forget`, `ensure`,
    /// again.
    package static func isMissingDay(_ error: PostgresError) -> Bool {
        error.sqlState == .checkViolation && error.table == "user_clicks" && error.constraint == nil
    }

    /// - Returns: the days that exist now, and the first day that is kept.
    private static func make(
        _ days: [ClickDay], _ connection: PostgresConnection
    ) throws -> (days: [ClickDay], horizon: ClickDay?) {
        try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = '10s'")
            try AdvisoryLock.days.take(connection)
            // Somebody else may have made them while this one waited for the lock.
            let existing = try existing(days, connection)
            // The horizon moves under the same lock.
            let horizon = try RetentionHorizon.read(connection)
            let kept = days.filter { existing.contains($0) || $0 >= horizon ?? $0 }
            let parent = try parent(connection)
            let schema = try connection.identifier(parent.schema)
            for day in kept where !existing.contains(day) {
                try connection.execute(statements(for: day, schema: schema))
            }
            return (kept, horizon)
        }
    }

    /// A table made apart and then attached takes a lock on `user_clicks` that lets rows in and out
    /// meanwhile; `CREATE TABLE … PARTITION OF` would stop them all. Its `id` has no sequence: rows come
    /// through the parent, whose sequence numbers them.
    private static func statements(for day: ClickDay, schema: String) -> String {
        let table = "\(schema).\(day.tableName)"
        return """
            CREATE TABLE \(table) (LIKE \(schema).user_clicks INCLUDING ALL EXCLUDING IDENTITY);
            ALTER TABLE \(schema).user_clicks ATTACH PARTITION \(table)
                FOR VALUES FROM ('\(day.date) 00:00:00+00') TO ('\(day.next.date) 00:00:00+00')
            """
    }

    private static func parent(_ connection: PostgresConnection) throws -> (schema: String, kind: String) {
        let result = try connection.query(
            """
            SELECT n.nspname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = 'user_clicks'::regclass
            """)
        return (result.string(0, 0) ?? "public", result.string(0, 1) ?? "")
    }

    private static func existing(
        _ days: [ClickDay], _ connection: PostgresConnection
    ) throws -> Set<ClickDay> {
        let result = try connection.query(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'user_clicks'::regclass AND c.relname = ANY ($1::text[])
            """, [.texts(days.map(\.tableName))])
        let names = Set(result.rows.compactMap { result.string($0, 0) })
        return Set(days.filter { names.contains($0.tableName) })
    }
}
