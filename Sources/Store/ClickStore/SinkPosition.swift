/// Where a partition's rows end, and the epoch with which its claimant may go on.
package struct SinkPosition: Hashable, Sendable {
    package let partition: Int32
    package let epoch: Int64
    /// `nil` both for a partition that was never started.
    package let firstOffset: Int64?
    package let nextOffset: Int64?
}

/// What a transaction relies on: that nobody has claimed the partition since, and that it stands where we
/// left it.
package struct SinkFence: Hashable, Sendable {
    package let partition: Int32
    package let epoch: Int64
    package let nextOffset: Int64

    package init(partition: Int32, epoch: Int64, nextOffset: Int64) {
        self.partition = partition
        self.epoch = epoch
        self.nextOffset = nextOffset
    }
}

/// How a transaction moves a partition on, and what became of the offsets in between.
package struct SinkAdvance: Hashable, Sendable {
    package let partition: Int32
    package let epoch: Int64
    /// The first offset of the batch, which is the `nextOffset` of before.
    package let from: Int64
    /// The offset after the batch's last.
    package let to: Int64
    package var stored: Int64
    package var duplicates: Int64
    package var rejected: Int64
    /// Offsets without a record for us: transaction markers, and what compaction or retention took.
    package var skipped: Int64

    package init(
        partition: Int32, epoch: Int64, from: Int64, to: Int64, stored: Int64 = 0, duplicates: Int64 = 0,
        rejected: Int64 = 0, skipped: Int64 = 0
    ) {
        self.partition = partition
        self.epoch = epoch
        self.from = from
        self.to = to
        self.stored = stored
        self.duplicates = duplicates
        self.rejected = rejected
        self.skipped = skipped
    }

    /// Whether every offset in between is accounted for, once.
    package var isBalanced: Bool { to - from == stored + duplicates + rejected + skipped }

    package var fence: SinkFence { SinkFence(partition: partition, epoch: epoch, nextOffset: from) }
}

/// A partition that this sink may no longer write, since another took it over.
package struct SinkFenced: Error, Hashable, Sendable, CustomStringConvertible {
    package let topic: String
    package let fence: SinkFence
    /// What the row says now; `nil` where there is none.
    package let epoch: Int64?
    package let nextOffset: Int64?
    package let owner: String?

    package var description: String {
        let partition = "partition \(fence.partition) of topic \"\(topic)\""
        guard let epoch, let owner else {
            return "The row of \(partition) in sink_offsets is gone, so nothing of it can be stored."
        }
        if epoch != fence.epoch {
            return """
                \(owner) has taken over \(partition) (epoch \(epoch), and this sink has \(fence.epoch)), \
                so this sink gives it up.
                """
        }
        return """
            sink_offsets has \(partition) at offset \(nextOffset.map { String($0) } ?? "none"), and \
            this sink expected \(fence.nextOffset): somebody has changed the row, so this sink gives the \
            partition up.
            """
    }
}
