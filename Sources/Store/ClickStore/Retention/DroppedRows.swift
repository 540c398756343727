package import PostgresClient

/// What retention has dropped of the rows that `sink_offsets` counts, by Kafka partition: the table
/// `dropped_rows`.
package struct DroppedRows: Equatable, Sendable {
    package var clicks: Int64
    package var rejections: Int64

    package init(clicks: Int64 = 0, rejections: Int64 = 0) {
        self.clicks = clicks
        self.rejections = rejections
    }

    /// By partition. Days that are detached and not dropped yet are counted, which reads them.
    package static func read(_ connection: PostgresConnection) throws -> [Int32: DroppedRows] {
        var rows: [Int32: DroppedRows] = [:]
        let result = try connection.query("SELECT kafka_partition, clicks, rejections FROM dropped_rows")
        for row in result.rows {
            let partition = Int32(truncatingIfNeeded: result.integer(row, 0) ?? -1)
            rows[partition] = DroppedRows(
                clicks: result.integer(row, 1) ?? 0, rejections: result.integer(row, 2) ?? 0)
        }
        for table in try OldDays.detached(connection) {
            let counted = try connection.query(
                """
                SELECT kafka_partition, count(*) FROM \(table.name)
                WHERE id > \(FormerLogs.lastClickID) GROUP BY kafka_partition
                """)
            for row in counted.rows {
                let partition = Int32(truncatingIfNeeded: counted.integer(row, 0) ?? -1)
                rows[partition, default: DroppedRows()].clicks += counted.integer(row, 1) ?? 0
            }
        }
        return rows
    }

    /// Keeps a sink from starting over with a new log until the transaction ends: what is counted meanwhile
    /// would be counted for the wrong one.
    static func holdStill(_ connection: PostgresConnection) throws {
        try connection.execute("LOCK TABLE former_logs IN SHARE MODE")
    }

    /// Counts the rows of a table that is about to be dropped.
    /// - Returns: how many there are, those of former logs included.
    static func addClicks(of table: String, _ connection: PostgresConnection) throws -> Int64 {
        let result = try connection.query(
            """
            WITH counted AS (
                SELECT kafka_partition, count(*) AS clicks,
                    count(*) FILTER (WHERE id > \(FormerLogs.lastClickID)) AS audited
                FROM \(table) GROUP BY kafka_partition
            ), added AS (
                INSERT INTO dropped_rows AS d (kafka_partition, clicks)
                SELECT kafka_partition, audited FROM counted
                ON CONFLICT (kafka_partition) DO UPDATE SET clicks = d.clicks + EXCLUDED.clicks)
            SELECT coalesce(sum(clicks), 0)::bigint FROM counted
            """)
        return result.integer(0, 0) ?? 0
    }
}
