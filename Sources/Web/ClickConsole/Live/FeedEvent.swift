/// An event of the stream, as operators and as viewers see it. It is made once, however many follow.
struct FeedEvent: Sendable {
    let text: String
    let masked: String

    /// What the members of a click are called in the event, by the field that they show.
    private static let names = [
        "user": ["user_id"], "page": ["page_url"], "title": ["page_title"], "product": ["product_id"],
        "campaign": ["utm_campaign"], "source": ["utm_source", "referrer", "source"],
    ]

    static func clicks(_ json: String, _ masks: MaskingRules) -> FeedEvent {
        FeedEvent(
            text: text("clicks", json),
            masked: masks.isEmpty ? text("clicks", json) : text("clicks", masks.json(json, names: names)))
    }

    static let outage = FeedEvent(text: text("outage", "{}"), masked: text("outage", "{}"))
    static let beat = FeedEvent(text: ": still here\n\n", masked: ": still here\n\n")

    /// JSON has no line breaks, so it is one line of data.
    private static func text(_ name: String, _ json: String) -> String {
        "event: \(name)\ndata: \(json)\n\n"
    }
}
