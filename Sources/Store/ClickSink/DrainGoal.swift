/// Up to where a topic has to be stored before its sink may go. A pure value.
///
/// It is about all partitions of the topic, not only about those that one worker owns: while partitions
/// change hands nobody owns them, and a worker that leaves with its own done starts such a change.
struct DrainGoal: Equatable, Sendable {
    /// The end of each partition that is not known to be stored so far.
    private(set) var open: [Int32: Int64]

    /// - Parameter ends: by partition, what the log holds; an empty partition is nothing to wait for.
    init(ends: [(partition: Int32, low: Int64, high: Int64)]) {
        open = [:]
        for end in ends where end.high > end.low { open[end.partition] = end.high }
    }

    var isReached: Bool { open.isEmpty }

    /// Everything of the partition before `offset` is accounted for in PostgreSQL.
    mutating func isStored(_ partition: Int32, upTo offset: Int64) {
        if let end = open[partition], offset >= end { open[partition] = nil }
    }
}
