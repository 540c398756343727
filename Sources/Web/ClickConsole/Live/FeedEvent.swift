/// An event of the stream, as operators and as viewers see it. It is made once, however many follow.
struct FeedEvent: Sendable {
    let text: String
    let masked: String

    static func clicks(_ json: String, _ masks: MaskingRules) -> FeedEvent {
        FeedEvent(
            text: EventStream.text("clicks", json),
            masked: EventStream.text("clicks", masks.json(json, names: ClickNames.fields)))
    }

    static let outage = FeedEvent(
        text: EventStream.text("outage", "{}"), masked: EventStream.text("outage", "{}"))
    static let beat = FeedEvent(text: ": still here\n\n", masked: ": still here\n\n")
}
