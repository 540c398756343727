import ClickModel
import ClickStore

/// What a retry did, in numbers.
struct RetryTotals: Sendable {
    /// Or would be, in a dry run.
    var sent = 0
    /// Retried before, and left alone.
    var skipped = 0
    /// Would be rejected again.
    private(set) var refused = 0
    private(set) var byReason: [String: Int] = [:]
    /// Of days that retention has dropped: the sink would skip them.
    private(set) var dropped = 0
    /// The first day whose clicks are kept, where there are such records.
    private(set) var keptFrom: ClickDay?
    /// Lines of an edited export that nothing can be done with.
    private(set) var unreadable = 0
    /// Nobody stopped it before the end.
    var isComplete = false

    var notSent: Int { refused + dropped + unreadable }

    mutating func count(_ rejection: ClickRejection) {
        refused += 1
        byReason[rejection.reason.rawValue, default: 0] += 1
    }

    mutating func countUnreadable() { unreadable += 1 }

    mutating func countDropped(before day: ClickDay) {
        dropped += 1
        keptFrom = day
    }

    /// As in `missing_field 3, not_json 1`.
    var reasons: String {
        byReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \(Format.count($0.value))" }.joined(separator: ", ")
    }
}

/// What a retry does with each record: for a script a line of JSON each, for a person what needs a look.
final class RetryReport {
    private let isDryRun: Bool
    private let json: Bool
    private var shown = 0

    /// Lines that a person gets to see; the rest is counted.
    private static let shownLines = 20

    init(isDryRun: Bool, json: Bool) {
        self.isDryRun = isDryRun
        self.json = json
    }

    private struct Document: Encodable {
        var outcome: String
        var id: Int64?
        var line: Int?
        var retriedPartition: Int32?
        var retriedOffset: Int64?
        var eventId: String?
        var payload: String?
        var reason: String?
        var field: String?
        var detail: String?
    }

    func sent(_ sent: RejectionRetries.Sent) {
        guard json else { return }
        JSONOutput.printLine(
            Document(
                outcome: "sent", id: sent.id, retriedPartition: sent.partition, retriedOffset: sent.offset,
                eventId: "\(sent.eventID)"))
    }

    /// - Parameter value: a click, and so valid UTF-8.
    func wouldSend(_ click: RejectedClick, value: [UInt8], eventID: EventID) {
        let text = String(decoding: value, as: UTF8.self)
        if json {
            return JSONOutput.printLine(
                Document(outcome: "would_send", id: click.id, eventId: "\(eventID)", payload: text))
        }
        show("\(click.id)  would send  \(PrintableText.excerpt(text, most: 400))")
    }

    func skipped(_ click: RejectedClick) {
        guard let retry = click.retry else { return }
        if json {
            return JSONOutput.printLine(
                Document(
                    outcome: "skipped", id: click.id, retriedPartition: retry.partition,
                    retriedOffset: retry.offset, eventId: "\(retry.eventID)"))
        }
        show("\(click.id)  skipped: retried before, as \(retry.partition)/\(retry.offset)")
    }

    func notSent(_ click: RejectedClick, _ rejection: ClickRejection) {
        if json {
            return JSONOutput.printLine(
                Document(
                    outcome: "not_sent", id: click.id, reason: rejection.reason.rawValue,
                    field: rejection.field,
                    detail: rejection.detail))
        }
        show(
            "\(click.id)  not sent: \(rejection.reason.rawValue): \(PrintableText.escaped(rejection.detail))")
    }

    func dropped(_ click: RejectedClick, _ day: ClickDay, before horizon: ClickDay) {
        let detail = "it is of \(day.date), and clicks of days before \(horizon.date) are dropped"
        if json {
            return JSONOutput.printLine(
                Document(
                    outcome: "not_sent", id: click.id, reason: "dropped_by_retention", field: "event_time",
                    detail: detail))
        }
        show("\(click.id)  not sent: \(detail)")
    }

    func unreadable(_ problem: RetryPages.Problem) {
        if json {
            return JSONOutput.printLine(
                Document(outcome: "not_sent", line: problem.line, detail: problem.reason))
        }
        show("line \(problem.line)  not sent: \(PrintableText.escaped(problem.reason))")
    }

    private func show(_ line: String) {
        shown += 1
        if shown <= Self.shownLines { StandardStreams.print(line) }
        if shown == Self.shownLines + 1 {
            StandardStreams.print("… the rest is counted; all of it with --json")
        }
    }
}
