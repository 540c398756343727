package import PostgresClient

/// Up to where clicks are dropped: the one row of `retention_horizon`. It only moves forward.
package enum RetentionHorizon {
    /// - Returns: the first day whose clicks are kept; `nil` where nothing was ever dropped.
    package static func read(_ connection: PostgresConnection) throws -> ClickDay? {
        try read(connection, column: "dropped_before")
    }

    /// Moves it to `day`, unless it is there or further already. Waits for days that are being made; from its
    /// return on none before `day` is made any more.
    /// - Returns: where it is now.
    static func raise(_ connection: PostgresConnection, to day: ClickDay) throws -> ClickDay {
        if let current = try read(connection), current >= day { return current }
        try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = '5s'")
            try AdvisoryLock.days.take(connection)
            try connection.query(
                """
                UPDATE retention_horizon SET dropped_before = $1::date, updated_at = now()
                WHERE dropped_before IS NULL OR dropped_before < $1::date
                """, [.text(day.date)])
        }
        return try read(connection) ?? day
    }

    /// Whether the other tables have followed already.
    static func isCleaned(_ connection: PostgresConnection, before day: ClickDay) throws -> Bool {
        try read(connection, column: "cleaned_before").map { $0 >= day } ?? false
    }

    static func setCleaned(_ connection: PostgresConnection, before day: ClickDay) throws {
        try connection.query(
            "UPDATE retention_horizon SET cleaned_before = $1::date, updated_at = now()", [.text(day.date)])
    }

    private static func read(_ connection: PostgresConnection, column: String) throws -> ClickDay? {
        let result = try connection.query("SELECT \(column) - date '1970-01-01' FROM retention_horizon")
        guard result.rowCount == 1 else { return nil }
        return result.integer(0, 0).map { ClickDay(number: Int32(truncatingIfNeeded: $0)) }
    }
}
