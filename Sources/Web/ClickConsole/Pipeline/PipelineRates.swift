/// How fast counts grow between two samples, a second.
struct PipelineRates: Sendable, Equatable {
    var arriving: Double?
    var stored: Double
    var duplicates: Double
    var rejected: Double

    /// - Parameter partition: of one of these, by its topic and number; of all together where it is `nil`.
    /// - Returns: `nil` where the samples are not two, or the topic was made anew between them.
    init?(
        from before: PipelineHistory.Sample, to after: PipelineHistory.Sample,
        of isWanted: (PartitionState) -> Bool = { _ in true }
    ) {
        let seconds = Double(after.time - before.time) / 1000
        guard seconds > 0 else { return nil }
        let (old, new) = (before.partitions.filter(isWanted), after.partitions.filter(isWanted))
        func rate(_ count: (PartitionState) -> Int64) -> Double {
            Double(new.reduce(0) { $0 + count($1) } - old.reduce(0) { $0 + count($1) }) / seconds
        }
        (stored, duplicates, rejected) = (rate(\.stored), rate(\.duplicates), rate(\.rejected))
        guard stored >= 0, duplicates >= 0, rejected >= 0 else { return nil }
        let isKnown = (old + new).allSatisfy { $0.end != nil } && old.count == new.count
        let grown = rate { $0.end ?? 0 }
        arriving = isKnown && grown >= 0 ? grown : nil
    }

    var json: [JSONValue.Member] {
        [
            .init(name: "arriving", value: .rate(arriving)), .init(name: "stored_rate", value: .rate(stored)),
            .init(name: "duplicate_rate", value: .rate(duplicates)),
            .init(name: "rejected_rate", value: .rate(rejected)),
        ]
    }
}

extension JSONValue {
    /// With one digit behind the point.
    static func rate(_ rate: Double?) -> JSONValue { .decimal(rate.map { ($0 * 10).rounded() / 10 }) }
}
