internal import Hummingbird
internal import KafkaClient

extension KafkaConnection {
    /// The spans that a search has to read: from its first time to its last.
    func spans(
        _ search: SearchRequest, of topic: KafkaClusterMetadata.Topic
    ) async throws -> (spans: [OffsetSpan], errors: [String]) {
        let metadata = try await metadata.read()
        let all = TopicView(topic, in: metadata).places
        let places = search.partition.map { wanted in all.filter { $0.partition == wanted } } ?? all
        guard !places.isEmpty else {
            throw ConsoleRefusal(.notFound, "The topic has no partition of that number.")
        }
        let offsets = await watermarks(of: places, metadata)
        // Producers' clocks differ: a record may come after one that is later. A minute is read beyond
        // the end.
        let times = [search.since ?? 0, search.until.map { min($0, .max - 60_001) + 60_001 } ?? 0]
        let isTimed = search.since != nil || search.until != nil
        let answers = isTimed ? await self.offsets(of: places, at: times, metadata) : [[:], [:]]
        let spans = places.compactMap { place -> OffsetSpan? in
            guard let low = offsets[place]?.low, let high = offsets[place]?.high else { return nil }
            var span = OffsetSpan(partition: place, from: low, to: high)
            if search.since != nil, case .success(let from) = answers[0][place] {
                span.from = from < 0 ? high : max(low, from)
            }
            if search.until != nil, case .success(let to) = answers[1][place], to >= 0 {
                span.to = min(high, to)
            }
            return span
        }
        return (spans, places.compactMap { offsets[$0]?.error })
    }
}
