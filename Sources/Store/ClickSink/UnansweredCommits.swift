internal import ClickStore

/// Transactions of this worker whose COMMIT was sent and never answered, since the connection broke. Whether
/// they took place shows when their partitions are claimed again. A pure value.
///
/// Only the figures of the telemetry hang on this: where to read on comes from the claim itself.
struct UnansweredCommits {
    private var advances: [Int32: SinkAdvance] = [:]

    mutating func add(_ unanswered: [SinkAdvance]) {
        for advance in unanswered { advances[advance.partition] = advance }
    }

    /// Takes out what concerns the claimed partitions.
    /// - Returns: what took place after all.
    mutating func resolve(_ claims: [PartitionClaims.Claim]) -> [SinkAdvance] {
        claims.compactMap { claim in
            guard let advance = advances.removeValue(forKey: claim.partition) else { return nil }
            // With another claim in between it may have been somebody else who stored these records.
            let isNext = claim.epoch == advance.epoch + 1
            return isNext && claim.nextOffset == advance.to ? advance : nil
        }
    }
}
