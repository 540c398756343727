internal import Hummingbird
internal import KafkaClient
internal import NIOCore

/// Kafdrop's search: one question, one answer.
struct KafdropSearch: Sendable {
    /// As many as Kafdrop looks at.
    private static let mostScanned: Int64 = 100_000
    private static let longestBody = 64 * 1024

    let kafka: KafkaConnection

    func respond(to request: ConsoleRequest) async throws -> Response {
        let body = try await request.bytes(upTo: Self.longestBody)
        guard let form = JSONReader.read(body), case .object = form else {
            throw ConsoleRefusal(
                .badRequest, "The body is not an object of JSON, as {\"searchText\": \"shoes\"}.")
        }
        let (search, keys) = try Self.search(form)
        let formats = try KafdropFormats { name in Self.text(form, name) }
        let filter = try SearchFilter(search, keys: keys, request.masks)
        let topic = try await kafka.topic(request.path[1])
        let (spans, errors) = try await kafka.spans(search, of: topic)
        if let error = errors.first, spans.isEmpty { throw ConsoleRefusal(.serviceUnavailable, error) }
        let place = try kafka.searchers.enter(request.channel)
        defer { place.leave() }
        let run = SearchRun(
            spans, filter, results: search.results, isNewestFirst: false,
            mostScanned: Self.mostScanned, patience: .seconds(30))
        // Not one of the readers that pages wait for.
        let reader = RecordReader(kafka.configuration, logger: kafka.logger)
        do {
            let channel = request.channel
            let answer = try await Self.finish(run, on: reader) { channel.isActive }
            await reader.close()
            return .json(Self.answer(answer.0, answer.1, formats, request.masks))
        } catch {
            await reader.close()
            throw error
        }
    }

    private static func search(_ form: JSONValue) throws(ConsoleRefusal) -> (SearchRequest, [String]) {
        var search = SearchRequest()
        search.isNewestFirst = false
        search.results = 1000
        if case .string(let text)? = form["searchText"] { search.text = text }
        guard search.text.utf8.count <= SearchRequest.longestText else {
            throw ConsoleRefusal(.badRequest, "searchText takes up to 1,000 characters.")
        }
        if let count = try number(form, "maximumCount", 1...SearchRequest.mostResults) {
            search.results = Int(count)
        }
        if let partition = try number(form, "partition", -1...Int64(Int32.max)), partition >= 0 {
            search.partition = Int32(partition)
        }
        switch form["startTimestamp"] {
        case nil, .null?: break
        case .string(let text)?, .number(let text)?:
            guard let time = UTCTime.milliseconds(text) else {
                throw ConsoleRefusal(.badRequest, "startTimestamp takes a time as 2026-01-31T12:00:00.000Z.")
            }
            search.since = time > 0 ? time : nil
        default: throw ConsoleRefusal(.badRequest, "startTimestamp takes a time as 2026-01-31T12:00:00.000Z.")
        }
        guard case .array(let keys)? = form["keys"] else { return (search, []) }
        return (
            search,
            keys.prefix(1000).compactMap { key in
                if case .string(let text) = key { text } else { nil }
            }
        )
    }

    private static func number(
        _ form: JSONValue, _ name: String, _ range: ClosedRange<Int64>
    ) throws(ConsoleRefusal) -> Int64? {
        guard let value = form[name], value != .null else { return nil }
        return try WholeNumber.read(text(form, name) ?? value.text, name, within: range)
    }

    private static func text(_ form: JSONValue, _ name: String) -> String? {
        switch form[name] {
        case .number(let text)?, .string(let text)?: text
        default: nil
        }
    }

    /// - Parameter isThere: whether anybody still waits.
    private static func finish(
        _ run: SearchRun, on reader: RecordReader, isThere: () -> Bool
    ) async throws -> ([ConsoleRecord], String) {
        var run = run
        var found: [ConsoleRecord] = []
        var details = ""
        while let progress = try await run.next(on: reader) {
            guard isThere() else { throw CancellationError() }
            found += progress.found
            guard let end = progress.end else { continue }
            details = sentence(end, progress, found)
        }
        return (found, details)
    }

    private static func answer(
        _ found: [ConsoleRecord], _ details: String, _ formats: KafdropFormats, _ masks: MaskingRules
    ) -> JSONValue {
        let ordered = found.sorted { $0.timestamp < $1.timestamp }
        return [
            "messages": .array(
                ordered.map { KafdropJSON.message(ShownRecord($0, masks), formats) }),
            "completionDetails": .string(details),
        ]
    }

    /// In Kafdrop's words.
    private static func sentence(
        _ end: SearchRun.End, _ progress: SearchRun.Progress, _ found: [ConsoleRecord]
    ) -> String {
        let scanned = "Scanned \(progress.scanned) messages."
        switch end {
        case .enoughFound:
            return "Search completed after finding requested number of results.  " + scanned
        case .enoughRead, .enoughHeld, .timeUp:
            return "Search timed out after scanning \(progress.scanned) messages."
                + " Adjust your time span for more results."
        case .allRead:
            return "Search reached the end of the topic before finding requested number of results.  "
                + scanned
        }
    }
}
