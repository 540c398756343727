internal import PostgresClient

/// A partition as the sink's account and Kafka have it at one moment. All counts only grow.
struct PartitionState: Sendable, Equatable {
    let topic: String
    let partition: Int32
    /// Where the sink began, and what it reads next; `nil` before its first record.
    let first: Int64?
    let next: Int64?
    let stored: Int64
    let duplicates: Int64
    let rejected: Int64
    let skipped: Int64
    /// Milliseconds since 1970.
    let updatedAt: Int64
    /// Where the log ends; `nil` where Kafka does not say.
    var end: Int64?
    /// From Kafka to the row in milliseconds, of the rows since the sample before; `nil` without any.
    var freshness: Freshness?

    struct Freshness: Sendable, Equatable {
        let p50: Double
        let p99: Double
    }

    /// Records that the sink has not come to yet.
    var lag: Int64? { end.flatMap { end in (next ?? first).map { max(0, end - $0) } ?? end } }

    /// Records that went into the log since the sink began.
    var produced: Int64? { end.flatMap { end in first.map { end - $0 } } }

    /// Whether every offset that was read is one of the counts.
    var isAccounted: Bool {
        guard let first, let next else { return stored + duplicates + rejected + skipped == 0 }
        return stored + duplicates + rejected + skipped == next - first
    }

    static let most = 200

    static func all(_ connection: PostgresConnection) throws -> [PartitionState] {
        let rows = try connection.query(
            """
            SELECT topic, kafka_partition, first_offset, next_offset, stored, duplicates, rejected, skipped,
                (extract(epoch FROM updated_at) * 1000)::bigint
            FROM sink_offsets ORDER BY topic, kafka_partition LIMIT \(most)
            """)
        return rows.rows.map { row in
            PartitionState(
                topic: rows.string(row, 0) ?? "",
                partition: Int32(truncatingIfNeeded: rows.integer(row, 1) ?? 0),
                first: rows.integer(row, 2), next: rows.integer(row, 3), stored: rows.integer(row, 4) ?? 0,
                duplicates: rows.integer(row, 5) ?? 0, rejected: rows.integer(row, 6) ?? 0,
                skipped: rows.integer(row, 7) ?? 0, updatedAt: rows.integer(row, 8) ?? 0)
        }
    }
}
