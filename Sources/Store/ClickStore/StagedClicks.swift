package import PostgresClient

/// The slow road, for batches that met a duplicate: into a temporary table, then on with what is new.
///
/// In a transaction: COPY with `copyStatement`, then `store`. The temporary table is empty again after it.
package enum StagedClicks {
    package static let copyStatement =
        "COPY staged_clicks (\(UserClicksCopy.columns)) FROM STDIN (FORMAT binary)"

    /// Makes the temporary table: once a connection, outside of a transaction.
    package static func prepare(_ connection: PostgresConnection) throws {
        try connection.execute(
            """
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_clicks ON COMMIT DELETE ROWS AS
                SELECT \(UserClicksCopy.columns) FROM user_clicks WITH NO DATA
            """)
    }

    /// Stores the staged rows whose event is not stored yet; of equal ones among them, the earliest.
    /// - Returns: the offsets of the rows stored, by Kafka partition; partitions with none are absent.
    package static func store(_ connection: PostgresConnection) throws -> [Int32: Set<Int64>] {
        let result = try connection.execute(
            """
            INSERT INTO user_clicks (\(UserClicksCopy.columns))
            SELECT \(UserClicksCopy.columns) FROM staged_clicks ORDER BY kafka_partition, kafka_offset
            ON CONFLICT DO NOTHING RETURNING kafka_partition, kafka_offset
            """)
        var offsets: [Int32: Set<Int64>] = [:]
        for row in result.rows {
            guard let partition = result.integer(row, 0), let offset = result.integer(row, 1) else {
                continue
            }
            offsets[Int32(truncatingIfNeeded: partition), default: []].insert(offset)
        }
        return offsets
    }
}

/// Refused records on their way into `rejected_clicks`: those that are there already are left alone, so that
/// doing it again changes nothing. Used as `StagedClicks` is.
package enum StagedRejections {
    package static let copyStatement =
        "COPY staged_rejections (\(RejectedClicksCopy.columns)) FROM STDIN (FORMAT binary)"

    package static func prepare(_ connection: PostgresConnection) throws {
        try connection.execute(
            """
            CREATE TEMPORARY TABLE IF NOT EXISTS staged_rejections ON COMMIT DELETE ROWS AS
                SELECT \(RejectedClicksCopy.columns) FROM rejected_clicks WITH NO DATA
            """)
    }

    /// - Returns: the number of new rows, by Kafka partition; partitions with none are absent.
    package static func store(_ connection: PostgresConnection) throws -> [Int32: Int] {
        try countByPartition(
            connection.execute(
                """
                WITH stored AS (
                    INSERT INTO rejected_clicks (\(RejectedClicksCopy.columns))
                    SELECT \(RejectedClicksCopy.columns) FROM staged_rejections
                    ORDER BY topic, kafka_partition, kafka_offset
                    ON CONFLICT DO NOTHING RETURNING kafka_partition)
                SELECT kafka_partition, count(*) FROM stored GROUP BY kafka_partition
                """))
    }
}

private func countByPartition(_ result: PostgresResult) -> [Int32: Int] {
    var counts: [Int32: Int] = [:]
    for row in result.rows {
        guard let partition = result.integer(row, 0), let count = result.integer(row, 1) else { continue }
        counts[Int32(truncatingIfNeeded: partition)] = Int(count)
    }
    return counts
}
