internal import PostgresClient

/// One row of `sink_offsets`.
package struct SinkOffsetRow: Hashable, Sendable {
    package let topic: String
    package let partition: Int32
    /// `nil` both for a partition that was claimed and never started.
    package let firstOffset: Int64?
    package let nextOffset: Int64?
    package let stored: Int64
    package let duplicates: Int64
    package let rejected: Int64
    package let skipped: Int64
    package let epoch: Int64
    package let owner: String
    /// Microseconds since 1970.
    package let updatedAt: Int64

    static let columns = """
        topic, kafka_partition, first_offset, next_offset, stored, duplicates, rejected, skipped, epoch, \
        owner, (extract(epoch FROM updated_at) * 1000000)::bigint
        """

    init(_ result: PostgresResult, _ row: Int) {
        topic = result.string(row, 0) ?? ""
        partition = Int32(result.integer(row, 1) ?? -1)
        firstOffset = result.integer(row, 2)
        nextOffset = result.integer(row, 3)
        stored = result.integer(row, 4) ?? 0
        duplicates = result.integer(row, 5) ?? 0
        rejected = result.integer(row, 6) ?? 0
        skipped = result.integer(row, 7) ?? 0
        epoch = result.integer(row, 8) ?? 0
        owner = result.string(row, 9) ?? ""
        updatedAt = result.integer(row, 10) ?? 0
    }

    /// Whether the counts account for every offset from the first to the next.
    package var isBalanced: Bool {
        guard let firstOffset, let nextOffset else { return stored + duplicates + rejected + skipped == 0 }
        return nextOffset - firstOffset == stored + duplicates + rejected + skipped
    }
}
