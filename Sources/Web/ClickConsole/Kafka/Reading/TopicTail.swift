internal import Hummingbird
internal import KafkaClient

/// A topic's new messages as a stream, as they come. Where they come faster than anybody reads, the newest of
/// each moment are shown, and the others are counted.
struct TopicTail: Sendable {
    /// Messages of one moment.
    static let shown = 50
    /// Also how soon a reader who has gone away is noticed.
    private static let beat = Duration.seconds(1)
    /// A tail that is so far behind goes on from the end.
    private static let farBehind: Int64 = 50_000

    let kafka: KafkaConnection

    func respond(_ name: String, _ request: ConsoleRequest) async throws -> Response {
        let search = try SearchRequest(request)
        let filter = try SearchFilter(search, request.masks)
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let all = TopicView(topic, in: metadata).places
        let places = search.partition.map { wanted in all.filter { $0.partition == wanted } } ?? all
        let offsets = await kafka.watermarks(of: places, metadata)
        let spans = places.compactMap { place in
            offsets[place]?.high.map { OffsetSpan(partition: place, from: $0, to: .max) }
        }
        let errors = places.compactMap { offsets[$0]?.error }
        let kafka = kafka
        return try EventStream.response(to: request, in: kafka.tailers) { send in
            let reader = RecordReader(kafka.configuration, logger: kafka.logger)
            do {
                for error in errors { try await send("trouble", ["error": .string(error)]) }
                try await Self.follow(spans, filter, on: reader, send)
            } catch let error as KafkaError {
                await reader.close()
                try await send("trouble", ["error": .string(error.description)])
            } catch {
                await reader.close()
                throw error
            }
        }
    }

    /// Until the reader goes away, which a write finds out.
    private static func follow(
        _ spans: [OffsetSpan], _ filter: SearchFilter, on reader: RecordReader, _ send: EventStream.Send
    ) async throws {
        try await reader.open(spans, valueLimit: ConsoleRecord.shortLimit, followsEnd: true)
        try await send("progress", ["seen": 0, "skipped": 0])
        var seen: Int64 = 0
        var skipped: Int64 = 0
        var told = ContinuousClock.now
        while true {
            let step = try await reader.step(upTo: 5000, within: .milliseconds(250)) { filter.matches($0) }
            seen += Int64(step.scanned)
            for error in step.errors { try await send("trouble", ["error": .string(error.description)]) }
            let late = try await reader.skip(beyond: farBehind)
            skipped += late + Int64(max(0, step.records.count - shown))
            let newest = step.records.suffix(shown)
            if !newest.isEmpty {
                try await send("found", .array(newest.map { ShownRecord($0, filter.masks).json }))
            }
            if !newest.isEmpty || ContinuousClock.now - told >= beat {
                try await send("progress", ["seen": .integer(seen), "skipped": .integer(skipped)])
                told = .now
            }
        }
    }
}
