internal import Hummingbird
internal import KafkaClient
internal import NIOCore

/// A page of messages, or the file of them.
struct MessagesPage: Sendable {
    static let mostMessages: Int64 = 500
    /// A file may have more than a page.
    static let mostExported: Int64 = 10_000

    let kafka: KafkaConnection

    func respond(_ topic: String, _ request: ConsoleRequest) async throws -> Response {
        let isLines = request.parameter("as") == "ndjson"
        let isFile = isLines || request.form == .csv
        let page = try await read(topic, request, most: isFile ? Self.mostExported : Self.mostMessages)
        guard !isFile || page.isComplete else {
            throw ConsoleRefusal(
                .contentTooLarge,
                "The file would hold a part of these messages only: ask for fewer at a time.")
        }
        if request.form == .csv {
            return Self.file(MessageExport.csv(page.records), "text/csv; charset=utf-8", topic, "csv")
        }
        if isLines {
            return Self.file(MessageExport.lines(page.records), "application/x-ndjson", topic, "ndjson")
        }
        return .json(page.json)
    }

    private static func file(_ text: String, _ type: String, _ topic: String, _ ending: String) -> Response {
        // A topic's name holds no character that means anything in a header.
        Response(
            status: .ok,
            headers: [
                .contentType: type, .contentDisposition: "attachment; filename=\"\(topic).\(ending)\"",
            ], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private struct Page {
        var records: [ShownRecord]
        var json: JSONValue
        var isComplete: Bool
    }

    private func read(_ name: String, _ request: ConsoleRequest, most: Int64) async throws -> Page {
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let view = TopicView(topic, in: metadata)
        let place = try MessagePlace(request, most: most)
        let places = try place.partitions(view.places)
        let offsets = await kafka.watermarks(of: places, metadata)
        let starts = try await starts(place, places, metadata)
        let ranges = places.compactMap { partition -> OffsetSpan? in
            guard let low = offsets[partition]?.low, let high = offsets[partition]?.high else { return nil }
            return place.range(partition, low: low, high: high, start: starts[partition])
        }
        let (selection, reading) = try await read(place.selection, ranges, isFile: most > Self.mostMessages)
        let chosen = selection.choose(reading.records)
        let shown = chosen.map { ShownRecord($0, request.masks) }
        let rest = selection.next(ranges, after: chosen).filter { !$0.isEmpty }
        let cursor = MessageCursor.text(
            selection.next(ranges, after: chosen).map {
                ($0.partition.partition, selection.direction == .newest ? $0.to : $0.from)
            })
        let failed = offsets.filter { $0.value.error != nil }.sorted { $0.key < $1.key }
        return Page(
            records: shown,
            json: [
                "topic": .string(name), "now": .integer(WallTime.milliseconds()),
                "direction": .string(selection.direction.rawValue),
                "messages": .array(shown.map(\.json)),
                "next": rest.isEmpty || !reading.isComplete && chosen.isEmpty ? nil : .string(cursor),
                "partitions": .array(
                    places.map { partition in
                        [
                            "id": .integer(partition.partition), "low": .integer(offsets[partition]?.low),
                            "high": .integer(offsets[partition]?.high),
                        ]
                    }),
                "complete": .bool(reading.isComplete),
                "errors": .array((failed.compactMap(\.value.error) + reading.errors).map { .string($0) }),
            ], isComplete: reading.isComplete && failed.isEmpty)
    }

    /// Reads a page; a smaller one where the messages are too large for so many.
    private func read(
        _ wanted: MessageSelection, _ ranges: [OffsetSpan], isFile: Bool
    ) async throws -> (MessageSelection, RecordReader.Reading) {
        var selection = wanted
        while true {
            let spans = selection.spans(ranges)
            let room = kafka.answerRoom
            var reading = try await kafka.readers.with {
                try await $0.read(spans, within: .seconds(6), room: room)
            }
            guard !reading.isComplete, selection.direction == .newest else { return (selection, reading) }
            // A log is read forwards: what there was no room for is the newest, and not to be left out.
            if reading.isFull, !isFile, selection.count > 1 {
                selection = MessageSelection(direction: .newest, count: max(1, selection.count / 4))
                continue
            }
            reading.records.removeAll { reading.unfinished.contains($0.partition) }
            return (selection, reading)
        }
    }

    /// Where each partition is at the time that is asked for; none where it is no time.
    private func starts(
        _ place: MessagePlace, _ places: [KafkaTopicPartition], _ metadata: KafkaClusterMetadata
    ) async throws -> [KafkaTopicPartition: Int64] {
        guard case .time(let time) = place.start else { return [:] }
        let answers = await kafka.offsets(of: places, at: [time], metadata)
        return answers[0].compactMapValues { try? $0.get() }
    }
}
