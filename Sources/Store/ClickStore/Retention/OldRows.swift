internal import PostgresClient

/// The deletion of rows that have grown old, from the tables that are not partitioned by day: a few thousand
/// a transaction, and never waiting for a row that somebody else holds.
enum OldRows {
    private static let chunk = 5000

    /// The tables, each with the column that tells a row's age. What is summed up by hour and day stays: it
    /// is small, and says nothing about anybody.
    static let tables = [
        (name: "clicks_by_minute", column: "minute"), (name: "sessions", column: "ended_at"),
        (name: "user_days", column: "day"), (name: "users", column: "last_day"),
    ]

    /// Deletes rejections from before a day, and keeps count of them.
    /// - Returns: how many were deleted; 0 once there are none any more.
    static func deleteRejections(_ connection: PostgresConnection, before day: ClickDay) throws -> Int64 {
        try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = '5s'")
            try DroppedRows.holdStill(connection)
            let result = try connection.query(
                """
                WITH old AS (
                    SELECT id FROM rejected_clicks WHERE rejected_at < $1::timestamptz
                    ORDER BY id LIMIT \(chunk) FOR UPDATE SKIP LOCKED
                ), gone AS (
                    DELETE FROM rejected_clicks r USING old WHERE r.id = old.id
                    RETURNING r.kafka_partition, r.former_log
                ), counted AS (
                    INSERT INTO dropped_rows AS d (kafka_partition, rejections)
                    SELECT kafka_partition, count(*) FROM gone WHERE former_log = 0 GROUP BY kafka_partition
                    ON CONFLICT (kafka_partition) DO UPDATE
                        SET rejections = d.rejections + EXCLUDED.rejections)
                SELECT count(*) FROM gone
                """, [.text(day.firstInstant)])
            return result.integer(0, 0) ?? 0
        }
    }

    /// Deletes rows of one of these tables from before a day.
    /// - Returns: how many were deleted; 0 once there are none any more.
    static func delete(
        _ table: (name: String, column: String), _ connection: PostgresConnection, before day: ClickDay
    ) throws -> Int64 {
        // The age is asked for twice: a row may be renewed between its being found and its being deleted.
        let result = try connection.query(
            """
            DELETE FROM \(table.name) WHERE \(table.column) < $1 AND ctid = ANY (ARRAY(
                SELECT ctid FROM \(table.name) WHERE \(table.column) < $1 LIMIT \(chunk)
                FOR UPDATE SKIP LOCKED))
            """, [.text(day.firstInstant)])
        return Int64(result.affectedRows)
    }
}

extension ClickDay {
    /// As a text that PostgreSQL takes for a date as for a time.
    fileprivate var firstInstant: String { "\(date) 00:00:00+00" }
}
