internal import PostgresClient

/// The dropping of a day's clicks, in two short steps, so that no row of another day ever waits for long.
///
/// Detaching takes the rows out of `user_clicks` and needs it to itself for an instant; nobody reads or
/// writes the rows afterwards, so counting them and dropping their table stops nobody. A crash in between
/// leaves a row of `dropped_days` that says what is still to be done.
enum OldDays {
    /// A day's table, quoted and with its schema.
    struct Table {
        let day: ClickDay
        let name: String
    }

    /// The days of `user_clicks` before the horizon, oldest first.
    static func attached(_ connection: PostgresConnection, before horizon: ClickDay) throws -> [Table] {
        let result = try connection.query(
            """
            SELECT c.relname, format('%I.%I', n.nspname, c.relname)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE i.inhparent = 'user_clicks'::regclass
            """)
        return result.rows.compactMap { row in
            guard let day = result.string(row, 0).flatMap({ ClickDay(tableName: $0) }), day < horizon,
                let name = result.string(row, 1)
            else { return nil }
            return Table(day: day, name: name)
        }.sorted { $0.day < $1.day }
    }

    /// Takes a day's rows out of `user_clicks`.
    /// - Throws: 55P03 where a query on `user_clicks` runs on for too long: rows that arrive wait behind us
    ///   meanwhile, so we give up soon.
    static func detach(_ table: Table, _ connection: PostgresConnection) throws {
        try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = '300ms'")
            try AdvisoryLock.days.take(connection)
            try connection.execute("ALTER TABLE user_clicks DETACH PARTITION \(table.name)")
            try connection.query(
                """
                INSERT INTO dropped_days (day, table_name) VALUES ($1::date, $2)
                ON CONFLICT (day) DO UPDATE
                    SET table_name = EXCLUDED.table_name, detached_at = now(), dropped_at = NULL
                """, [.text(table.day.date), .text(table.name)])
        }
    }

    /// Days that are detached, and whose tables are still there.
    static func detached(_ connection: PostgresConnection) throws -> [Table] {
        let result = try connection.query(
            """
            SELECT day - date '1970-01-01', table_name FROM dropped_days
            WHERE dropped_at IS NULL AND to_regclass(table_name) IS NOT NULL ORDER BY day
            """)
        return result.rows.compactMap { row in
            guard let number = result.integer(row, 0), let name = result.string(row, 1) else { return nil }
            return Table(day: ClickDay(number: Int32(truncatingIfNeeded: number)), name: name)
        }
    }

    /// Counts the rows of a detached day, and drops its table.
    /// - Returns: how many there were.
    static func drop(_ table: Table, _ connection: PostgresConnection) throws -> Int64 {
        try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = '5s'")
            try DroppedRows.holdStill(connection)
            let clicks = try DroppedRows.addClicks(of: table.name, connection)
            try connection.execute("DROP TABLE \(table.name)")
            try connection.query(
                "UPDATE dropped_days SET dropped_at = now(), clicks = clicks + $2 WHERE day = $1::date",
                [.text(table.day.date), .integer(clicks)])
            return clicks
        }
    }
}
