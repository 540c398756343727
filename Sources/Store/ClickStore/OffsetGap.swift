package import PostgresClient

/// Offsets whose records Kafka no longer had when the sink came to them: clicks that are lost. A row of
/// `offset_gaps`.
package struct OffsetGap: Hashable, Sendable {
    package let partition: Int32
    /// The first offset that is lost.
    package let from: Int64
    /// The first one after it that is not.
    package let to: Int64
    /// When the sink found it, as in `2026-03-01T12:00:00Z`; empty before that is stored.
    package let foundAt: String

    package init(partition: Int32, from: Int64, to: Int64, foundAt: String = "") {
        self.partition = partition
        self.from = from
        self.to = to
        self.foundAt = foundAt
    }

    package var count: Int64 { to - from }

    /// Notes gaps, and moves their partitions behind them, in one transaction.
    /// - Parameter epochs: those of our claims, by partition.
    /// - Throws: `SinkFenced` where a partition is somebody else's, or stands elsewhere by now.
    package static func skip(
        _ gaps: [OffsetGap], epochs: [Int32: Int64], _ connection: PostgresConnection, topic: String
    ) throws {
        let advances = gaps.map { gap in
            SinkAdvance(
                partition: gap.partition, epoch: epochs[gap.partition] ?? 0, from: gap.from, to: gap.to,
                skipped: gap.count)
        }
        try connection.transaction {
            try SinkOffsets.lock(connection, topic: topic, advances.map(\.fence))
            for gap in gaps {
                try connection.query(
                    """
                    INSERT INTO offset_gaps (topic, kafka_partition, from_offset, to_offset, reason)
                    VALUES ($1, $2, $3, $4, 'expired')
                    """,
                    [.text(topic), .integer(gap.partition), .integer(gap.from), .integer(gap.to)])
            }
            try SinkOffsets.advance(connection, topic: topic, advances)
        }
    }

    /// All gaps of a topic, oldest first.
    package static func all(_ connection: PostgresConnection, topic: String) throws -> [OffsetGap] {
        let result = try connection.query(
            """
            SELECT kafka_partition, from_offset, to_offset,
                to_char(found_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM offset_gaps WHERE topic = $1 ORDER BY id
            """, [.text(topic)])
        return result.rows.map { row in
            OffsetGap(
                partition: Int32(truncatingIfNeeded: result.integer(row, 0) ?? -1),
                from: result.integer(row, 1) ?? 0, to: result.integer(row, 2) ?? 0,
                foundAt: result.string(row, 3) ?? "")
        }
    }
}
