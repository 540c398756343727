/// What the newest samples say of the present: rates, lag, and whether everything that was produced is
/// somewhere.
enum PipelineNow {
    /// Members of the page's object.
    static func facts(_ samples: [PipelineHistory.Sample]) -> [(name: String, json: String)] {
        guard let latest = samples.last else {
            return [("flow", "null"), ("reconciliation", "null"), ("by_partition", "[]")]
        }
        let before = samples.dropLast().suffix(PipelineHistory.now).first
        return [
            ("flow", flow(before, latest).text), ("reconciliation", reconciliation(latest).text),
            ("by_partition", JSONValue.array(latest.partitions.map { row($0, before, latest) }).text),
        ]
    }

    private static func flow(
        _ before: PipelineHistory.Sample?, _ latest: PipelineHistory.Sample
    ) -> JSONValue {
        let rates = before.flatMap { PipelineRates(from: $0, to: latest) }
        return .object(
            [
                .init(name: "time", value: .integer(latest.time)),
                .init(name: "lag", value: .integer(lag(latest.partitions))),
                .init(name: "p50", value: .decimal(latest.freshness?.p50)),
                .init(name: "p99", value: .decimal(latest.freshness?.p99)),
            ] + (rates?.json ?? []))
    }

    /// `nil` where Kafka does not say where a log ends.
    static func lag(_ partitions: [PartitionState]) -> Int64? {
        let lags = partitions.compactMap(\.lag)
        return lags.count == partitions.count && !lags.isEmpty ? lags.reduce(0, +) : nil
    }

    /// Of the partitions that the sink reads: what was produced since it began is stored, a duplicate,
    /// rejected, skipped, or waits.
    private static func reconciliation(_ sample: PipelineHistory.Sample) -> JSONValue {
        let read = sample.partitions.filter { $0.first != nil }
        func sum(_ count: (PartitionState) -> Int64) -> Int64 { read.reduce(0) { $0 + count($1) } }
        let produced = read.compactMap(\.produced)
        let isKnown = produced.count == read.count && !read.isEmpty
        let waiting = isKnown ? lag(read) : nil
        let ahead = read.reduce(0) { $0 + max(0, ($1.next ?? 0) - ($1.end ?? .max)) }
        return [
            "produced": .integer(isKnown ? produced.reduce(0, +) : nil), "stored": .integer(sum(\.stored)),
            "duplicates": .integer(sum(\.duplicates)), "rejected": .integer(sum(\.rejected)),
            "skipped": .integer(sum(\.skipped)), "waiting": .integer(waiting),
            // Offsets that are stored and that Kafka does not have: its log was deleted or cut.
            "ahead": .integer(ahead), "balanced": .bool(read.allSatisfy(\.isAccounted) && ahead == 0),
        ]
    }

    private static func row(
        _ state: PartitionState, _ before: PipelineHistory.Sample?, _ latest: PipelineHistory.Sample
    ) -> JSONValue {
        let rates = before.flatMap { before in
            PipelineRates(from: before, to: latest) {
                $0.topic == state.topic && $0.partition == state.partition
            }
        }
        return .object(
            [
                .init(name: "topic", value: .string(state.topic)),
                .init(name: "partition", value: .integer(state.partition)),
                .init(name: "next_offset", value: .integer(state.next)),
                .init(name: "end_offset", value: .integer(state.end)),
                .init(name: "lag", value: .integer(state.lag)),
                .init(name: "stored", value: .integer(state.stored)),
                .init(name: "duplicates", value: .integer(state.duplicates)),
                .init(name: "rejected", value: .integer(state.rejected)),
                .init(name: "skipped", value: .integer(state.skipped)),
                .init(name: "accounted", value: .bool(state.isAccounted)),
                .init(name: "updated_at", value: .integer(state.updatedAt)),
                .init(name: "p50", value: .decimal(state.freshness?.p50)),
                .init(name: "p99", value: .decimal(state.freshness?.p99)),
            ] + (rates?.json ?? []))
    }
}
