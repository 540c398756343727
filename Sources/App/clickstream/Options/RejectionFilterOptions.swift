import ArgumentParser
import ClickModel
import ClickStore

/// Which rejections.
struct RejectionFilterOptions: ParsableArguments {
    @Option(
        name: .customLong("reason"),
        help: ArgumentHelp("Rejected for this reason; may be repeated.", valueName: "code"))
    var reasons: [String] = []

    @Option(
        name: .customLong("field"),
        help: ArgumentHelp("Rejected for this field; may be repeated.", valueName: "name"))
    var fields: [String] = []

    @Option(
        help: ArgumentHelp(
            "Rejected since then: 2026-03-01T12:00:00Z, 2026-03-01, or how long ago, as 90s, 15m, 24h or 7d.",
            valueName: "time"))
    var since: TimeBound?

    @Option(help: ArgumentHelp("Rejected before then, in the same forms.", valueName: "time"))
    var until: TimeBound?

    @Flag(help: "Not sent again yet.")
    var unresolved = false

    func validate() throws {
        for reason in reasons where ClickRejection.Reason(rawValue: reason) == nil {
            let codes = ClickRejection.Reason.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--reason takes one of \(codes), not \"\(reason)\".")
        }
    }

    /// Whether anything is asked for at all.
    var isGiven: Bool {
        !reasons.isEmpty || !fields.isEmpty || since != nil || until != nil || unresolved
    }

    func filter(topic: String) -> RejectionFilter {
        let now = WallClock.microseconds()
        var filter = RejectionFilter(topic: topic)
        filter.reasons = reasons
        filter.fields = fields
        filter.since = since?.microseconds(now: now)
        filter.until = until?.microseconds(now: now)
        filter.isUnresolvedOnly = unresolved
        return filter
    }
}

/// The topic, for a command that asks the database alone.
struct TopicOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The topic of the clicks. (default: website_clicks; environment: CLICKSTREAM_TOPIC)"))
    var topic: String?
}
