internal import PostgresClient

/// How long the newest clicks took from Kafka to the row: of all, and of each partition.
enum FreshnessQuery {
    /// Rows that are looked at.
    static let rows = 2000

    struct Answer: Sendable {
        var all: PartitionState.Freshness?
        var byPartition: [Int32: PartitionState.Freshness] = [:]
        /// The newest row's.
        var lastID: Int64
    }

    /// - Parameter after: only rows behind this one.
    static func answer(after id: Int64, _ connection: PostgresConnection) throws -> Answer {
        let result = try connection.query(sql, [.integer(id)])
        var answer = Answer(lastID: id)
        for row in result.rows {
            guard let p50 = result.string(row, 1).flatMap(Double.init),
                let p99 = result.string(row, 2).flatMap(Double.init)
            else { continue }
            let freshness = PartitionState.Freshness(p50: p50, p99: p99)
            if let partition = result.integer(row, 0) {
                answer.byPartition[Int32(truncatingIfNeeded: partition)] = freshness
            } else {
                answer.all = freshness
                answer.lastID = max(id, result.integer(row, 3) ?? id)
            }
        }
        return answer
    }

    private static let sql = """
        SELECT kafka_partition, round((percentile_cont(0.5) WITHIN GROUP (ORDER BY delay))::numeric, 1),
            round((percentile_cont(0.99) WITHIN GROUP (ORDER BY delay))::numeric, 1), max(id)
        FROM (SELECT id, kafka_partition,
                greatest(extract(epoch FROM ingested_at - produced_at) * 1000, 0)::float8 AS delay
            FROM user_clicks WHERE id > $1::bigint ORDER BY id DESC LIMIT \(rows)) AS newest
        GROUP BY GROUPING SETS ((), (kafka_partition))
        """
}
