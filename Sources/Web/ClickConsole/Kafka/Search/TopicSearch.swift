internal import Hummingbird
internal import KafkaClient

/// A search as a stream: what is found as it is found, and how far it has come. Whoever closes the stream
/// ends the search.
struct TopicSearch: Sendable {
    /// Between two words of progress, unless something was found.
    private static let pause = Duration.milliseconds(200)

    let kafka: KafkaConnection

    func respond(_ name: String, _ request: ConsoleRequest) async throws -> Response {
        let search = try SearchRequest(request)
        let masks = request.masks
        let filter = try SearchFilter(search, masks)
        let topic = try await kafka.topic(name)
        let (spans, errors) = try await kafka.spans(search, of: topic)
        let run = SearchRun(
            spans, filter, results: search.results, isNewestFirst: search.isNewestFirst)
        let kafka = kafka
        return try EventStream.response(to: request, in: kafka.searchers) { send in
            let reader = RecordReader(kafka.configuration, logger: kafka.logger)
            do {
                for error in errors { try await send("trouble", ["error": .string(error)]) }
                try await Self.follow(run, masks, on: reader, send)
            } catch let error as KafkaError {
                try? await send("done", ["sentence": .string(error.description), "reason": "failed"])
            } catch {
                await reader.close()
                throw error
            }
            await reader.close()
        }
    }

    private static func follow(
        _ run: SearchRun, _ masks: MaskingRules, on reader: RecordReader,
        _ send: EventStream.Send
    ) async throws {
        var run = run
        var told = ContinuousClock.now - pause
        while let progress = try await run.next(on: reader) {
            for error in progress.errors { try await send("trouble", ["error": .string(error)]) }
            if !progress.found.isEmpty {
                try await send("found", .array(progress.found.map { ShownRecord($0, masks).json }))
            }
            if progress.end != nil || ContinuousClock.now - told >= pause {
                try await send("progress", state(progress))
                told = .now
            }
            guard let end = progress.end else { continue }
            try await send(
                "done", ["reason": .string(end.rawValue), "sentence": .string(sentence(end))])
        }
    }

    private static func state(_ progress: SearchRun.Progress) -> JSONValue {
        [
            "scanned": .integer(progress.scanned), "total": .integer(progress.total),
            "bytes": .integer(progress.bytes),
        ]
    }

    private static func sentence(_ end: SearchRun.End) -> String {
        switch end {
        case .allRead: "Everything was searched."
        case .enoughFound: "Stopped: as many messages as were asked for are found."
        case .enoughRead: "Stopped: 5,000,000 messages were searched; narrow the time, or choose a partition."
        case .enoughHeld: "Stopped: what was found is too large to be kept; look for fewer messages."
        case .timeUp: "Stopped: the search took a minute; narrow the time, or choose a partition."
        }
    }
}
