/// An export of rejections that somebody edited: one JSON object a line, of which `id` and `payload` count.
///
/// The payload is what the record shall hold: a string with its text (or `payload_base64`), or the object
/// itself.
package struct EditedRejections {
    package struct Edited: Equatable, Sendable {
        package enum Payload: Equatable, Sendable {
            case bytes([UInt8])
            case base64([UInt8])
            /// No value at all.
            case none
        }

        package let id: Int64
        package let payload: Payload
    }

    /// A line, counted from 1.
    package enum Line: Equatable, Sendable {
        case edited(Edited, number: Int)
        case unreadable(reason: String, number: Int)
    }

    private var lines: LineReader

    /// Longest line: the largest record as base64, and room for what is around it.
    private static let limit = 64 << 20

    package init(_ source: any ByteSource) {
        lines = LineReader(source, limit: Self.limit)
    }

    /// The next line that is not empty; `nil` at the end. Blocks while the source does.
    package mutating func next() throws(ImportError) -> Line? {
        while let line = try lines.next() {
            switch line {
            case .tooLong(let number):
                return .unreadable(reason: "it has more than \(Self.limit) bytes", number: number)
            case .whole(let number):
                if lines.line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
                return Self.parse(lines.line, number)
            }
        }
        return nil
    }

    private static func parse(_ text: [UInt8], _ number: Int) -> Line {
        guard let members = JSONMembers(parsing: text) else {
            return .unreadable(reason: "it is not a JSON object", number: number)
        }
        guard let id = members["id"].flatMap({ Int64(String(decoding: $0.value, as: UTF8.self)) }) else {
            return .unreadable(reason: "it has no id, or one that is no number", number: number)
        }
        if let payload = members["payload"], !payload.isNull {
            if payload.value.first == UInt8(ascii: "{") {
                return .edited(Edited(id: id, payload: .bytes(payload.value)), number: number)
            }
            guard let text = string(payload.value) else {
                return .unreadable(
                    reason: "its payload is neither a string nor an object", number: number)
            }
            return .edited(Edited(id: id, payload: .bytes(text)), number: number)
        }
        if let payload = members["payload_base64"], !payload.isNull {
            guard let text = string(payload.value) else {
                return .unreadable(reason: "its payload_base64 is no string", number: number)
            }
            return .edited(Edited(id: id, payload: .base64(text)), number: number)
        }
        guard members["payload"] != nil else {
            return .unreadable(reason: "it has neither payload nor payload_base64", number: number)
        }
        return .edited(Edited(id: id, payload: .none), number: number)
    }

    private static func string(_ value: [UInt8]) -> [UInt8]? {
        guard value.count >= 2, value.first == UInt8(ascii: "\"") else { return nil }
        return JSONText.unescaped(value[1..<(value.count - 1)])
    }
}
