import ClickModel

/// A valid event to change in one place, as JSON text.
struct EventText {
    private(set) var members: [(name: String, json: String)] = [
        ("event_id", #""0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d21""#),
        ("event_type", #""view_item""#),
        ("event_time", #""2026-03-01T12:00:00Z""#),
        ("user_id", #""u1""#),
    ]

    /// 2026-03-01T12:00:01Z in milliseconds: a second after the event's time.
    static let producedAt: Int64 = 1_772_366_401_000

    init() {}

    /// The event with a member's value replaced, or with one more member.
    func with(_ name: String, _ json: String) -> EventText {
        var changed = self
        if let index = members.firstIndex(where: { $0.name == name }) {
            changed.members[index].json = json
        } else {
            changed.members.append((name, json))
        }
        return changed
    }

    /// The event with one more member, whether it has one of that name or not.
    func adding(_ name: String, _ json: String) -> EventText {
        var changed = self
        changed.members.append((name, json))
        return changed
    }

    func without(_ name: String) -> EventText {
        var changed = self
        changed.members.removeAll { $0.name == name }
        return changed
    }

    var text: String {
        "{" + members.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
    }
}

/// A click as text that outlives the decoder: each field that is there, under its name.
struct Snapshot: Equatable {
    var fields: [String: String] = [:]

    subscript(_ name: String) -> String? { fields[name] }

    init(_ click: DecodedClick) {
        fields["event_id"] = Self.hex(click.eventID.high) + Self.hex(click.eventID.low)
        fields["event_time"] = "\(click.eventTime)"
        if click.hasPrice { fields["price"] = "\(click.price)" }
        if click.hasQuantity { fields["quantity"] = "\(click.quantity)" }
        fields["is_bot"] = "\(click.isBot)"
        let texts: [(String, BorrowedBytes)] = [
            ("event_type", click.eventType), ("user_id", click.userID), ("session_id", click.sessionID),
            ("page_url", click.pageURL), ("page_title", click.pageTitle), ("referrer", click.referrer),
            ("product_id", click.productID), ("product_name", click.productName),
            ("category", click.category),
            ("brand", click.brand), ("currency", click.currency), ("order_id", click.orderID),
            ("search_query", click.searchQuery), ("utm_source", click.utmSource),
            ("utm_medium", click.utmMedium),
            ("utm_campaign", click.utmCampaign), ("user_agent", click.userAgent), ("device", click.device),
            ("browser", click.browser), ("os", click.os), ("language", click.language),
            ("country", click.country),
            ("screen", click.screen), ("source", click.source), ("properties", click.properties),
        ]
        for (name, bytes) in texts where bytes.isPresent { fields[name] = bytes.string }
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension ClickDecoder {
    /// What a record is, in a form to compare.
    func answer(
        _ bytes: [UInt8], producedAt: Int64 = EventText.producedAt
    ) -> Result<Snapshot, ClickRejection> {
        switch bytes.withUnsafeBytes({ decode($0, producedAt: producedAt) }) {
        case .click: .success(Snapshot(click))
        case .rejected(let rejection): .failure(rejection)
        }
    }

    func answer(_ text: String, producedAt: Int64 = EventText.producedAt) -> Result<Snapshot, ClickRejection>
    {
        answer(Array(text.utf8), producedAt: producedAt)
    }

    func answer(_ event: EventText, producedAt: Int64 = EventText.producedAt) -> Result<
        Snapshot, ClickRejection
    > {
        answer(event.text, producedAt: producedAt)
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}

/// Text as the views that decoders work on.
func withBytes<R>(_ text: String, _ body: (BorrowedBytes) -> R) -> R {
    // A view of no bytes is present all the same.
    let bytes = Array(text.utf8) + [0]
    return bytes.withUnsafeBufferPointer {
        body(BorrowedBytes(start: $0.baseAddress, count: bytes.count - 1))
    }
}
