internal import KafkaClient

/// Where a group is to go on reading.
enum OffsetReset: Sendable, Equatable {
    case earliest, latest
    case offset(Int64)
    /// Milliseconds since 1970: the first record that is not before it.
    case time(Int64)
    case shift(Int64)

    /// One partition of a plan.
    struct Move: Sendable, Equatable {
        let place: KafkaTopicPartition
        /// `nil` where nothing was committed.
        let from: Int64?
        let to: Int64
        let low: Int64
        let high: Int64

        /// Records that will be read again.
        var reread: Int64 { from.map { max(0, min($0, high) - max(to, low)) } ?? 0 }
        /// Records that will never be read.
        var skipped: Int64 { from.map { max(0, to - max($0, low)) } ?? 0 }
    }

    /// What becomes of a partition; never outside of what the log holds.
    /// - Parameter found: its offset at the time that is asked for; -1 where everything is older.
    func move(
        _ place: KafkaTopicPartition, committed: Int64?, low: Int64, high: Int64, found: Int64?
    ) -> Move {
        let wanted: Int64 =
            switch self {
            case .earliest: low
            case .latest: high
            case .offset(let offset): offset
            case .time: found.map { $0 < 0 ? high : $0 } ?? high
            case .shift(let steps): Self.sum(committed ?? low, steps)
            }
        return Move(place: place, from: committed, to: min(max(wanted, low), high), low: low, high: high)
    }

    private static func sum(_ offset: Int64, _ steps: Int64) -> Int64 {
        let (sum, overflows) = offset.addingReportingOverflow(steps)
        return overflows ? (steps < 0 ? .min : .max) : sum
    }
}
