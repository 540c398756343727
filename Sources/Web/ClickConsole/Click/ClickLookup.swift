internal import ClickModel
internal import HTTPTypes

/// Which click is asked for.
enum ClickLookup: Equatable {
    case id(Int64)
    case event(String)
    /// A record's place. The event that it holds, where the asker knows it, tells a duplicate's row.
    case place(topic: String?, partition: Int64, offset: Int64, event: String?)

    /// - Parameter path: `["click"]` or `["click", id]`.
    /// - Throws: `ConsoleRefusal` for what names no click.
    init(_ path: [String], _ parameters: [(name: String, value: String)]) throws(ConsoleRefusal) {
        var values: [String: String] = [:]
        for (name, value) in parameters {
            guard ["topic", "partition", "offset", "event_id"].contains(name), values[name] == nil else {
                throw Self.refusal
            }
            values[name] = value
        }
        let event = values["event_id"]?.lowercased()
        guard event.map(Self.isUUID) ?? true else { throw Self.refusal }
        if path.count == 2 {
            guard values.isEmpty, let id = Int64(path[1]), id > 0 else { throw Self.refusal }
            self = .id(id)
        } else if let partition = values["partition"], let offset = values["offset"] {
            guard let partition = Int32(partition), partition >= 0, let offset = Int64(offset), offset >= 0,
                values["topic"].map({ (1...249).contains($0.utf8.count) }) ?? true
            else { throw Self.refusal }
            self = .place(topic: values["topic"], partition: Int64(partition), offset: offset, event: event)
        } else if let event, values.count == 1 {
            self = .event(event)
        } else {
            throw Self.refusal
        }
    }

    private static let refusal = ConsoleRefusal(
        .badRequest,
        "Name one click: /click/ID, /click?event_id=UUID, or /click?partition=N&offset=N with a topic, too, if need be."
    )

    private static func isUUID(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { UUIDText.parse(BorrowedBytes(start: $0.baseAddress, count: $0.count)) } != nil
    }
}
