import ClickStore

/// All that is known about one rejection.
struct RejectionStory: Sendable {
    let click: RejectedClick
    /// Where the record that was sent in its place is by now.
    let fate: RejectionRetries.Fate?
    /// The rejection whose retry this one was.
    let origin: Int64?

    private var advice: RejectionAdvice { RejectionAdvice(reason: click.reason, field: click.field) }

    // MARK: - For a script

    struct Document: Encodable {
        var rejection: RejectionDocument
        var meaning: String
        var remedy: String
        /// `stored`, `rejected`, `waiting`, `gone` or `lost`; absent before the first retry.
        var fate: String?
        var rowId: Int64?
        var rowPartition: Int32?
        var rowOffset: Int64?
        var rejectedAgainAs: Int64?
        var retryOf: Int64?
    }

    var document: Document {
        var document = Document(
            rejection: RejectionDocument(click, withBytes: true), meaning: advice.meaning,
            remedy: advice.remedy,
            retryOf: origin)
        switch fate {
        case nil: break
        case .stored(let row)?:
            document.fate = "stored"
            (document.rowId, document.rowPartition, document.rowOffset) = (row.id, row.partition, row.offset)
        case .rejected(let id)?:
            document.fate = "rejected"
            document.rejectedAgainAs = id
        case .waiting?: document.fate = "waiting"
        case .gone?: document.fate = "gone"
        case .lost?: document.fate = "lost"
        }
        return document
    }

    // MARK: - For a person

    var lines: [String] {
        var lines = [
            "rejection    \(click.id)",
            "place        " + place,
            "sent         \(TimeStamp.text(click.producedAt, decimals: 3))",
            "rejected     \(TimeStamp.text(click.rejectedAt, decimals: 3))",
            "reason       \(PrintableText.escaped(click.reason)): \(advice.meaning)",
            "field        \(click.field.map { PrintableText.escaped($0) } ?? "-")",
            "detail       \(PrintableText.escaped(click.detail))",
            "what to do   \(advice.remedy)",
        ]
        lines += Self.lines(of: click.key, name: "key          ", emptiness: "none")
        lines += Self.lines(
            of: click.payload, name: "payload      ", emptiness: "none: the record has no value")
        if let origin { lines.append("retry of     rejection \(origin)") }
        lines.append("retried      " + retried)
        return lines
    }

    private var place: String {
        let topic = PrintableText.escaped(click.topic)
        let log = click.formerLog > 0 ? ", of the topic's former log \(click.formerLog)" : ""
        return "topic \(topic), partition \(click.partition), offset \(click.offset)\(log)"
    }

    private var retried: String {
        guard let retry = click.retry else { return "no; with: clickstream rejected retry \(click.id)" }
        let place = "\(retry.partition)/\(retry.offset)"
        let start = "\(TimeStamp.text(retry.at, decimals: 3)) as \(place), event_id \(retry.eventID): "
        return start
            + {
                switch fate {
                case .stored(let row)? where row.partition == retry.partition && row.offset == retry.offset:
                    "stored as row \(row.id) of user_clicks"
                case .stored(let row)?:
                    "stored before, as row \(row.id) of user_clicks, from \(row.partition)/\(row.offset)"
                case .rejected(let id)?: "rejected again, as \(id)"
                case .lost?:
                    """
                    lost: the topic was deleted before the sink had come to it; once more with: clickstream rejected \
                    retry \(click.id) --again
                    """
                case .gone?: "its row is not in user_clicks (any more)"
                case .waiting?, nil:
                    "the sink has not come to it yet: clickstream consume --until-end, or a sink that runs"
                }
            }()
    }

    /// The most of a payload that a terminal gets to see.
    private static let shownText = 16_384
    private static let shownBytes = 4096

    private static func lines(of bytes: [UInt8]?, name: String, emptiness: String) -> [String] {
        guard let bytes else { return [name + emptiness] }
        let size = Format.bytes(bytes.count)
        if let text = String(validating: bytes, as: UTF8.self) {
            let shown = PrintableText.escaped(
                text.unicodeScalars.count > shownText ? text.prefix(shownText) : text[...])
            let rest = text.unicodeScalars.count > shownText ? "  … (all of it with --json)" : ""
            return bytes.count <= 60 ? [name + shown] : [name + size, "  " + shown + rest]
        }
        let rest = bytes.count > shownBytes ? ["  … (all of it with --json)"] : []
        return [name + "\(size), not UTF-8"]
            + PrintableText.hexadecimal(bytes.prefix(shownBytes)).map { "  " + $0 }
            + rest
    }
}
