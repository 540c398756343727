internal import Hummingbird

/// How Kafdrop's scripts want bytes to be read: `format` for values, `keyFormat` for keys. What this console
/// does not read is refused, so that nobody takes bytes for what they are not.
struct KafdropFormats: Sendable {
    enum Format: String, Sendable {
        /// Text, or else hexadecimal digits.
        case text = "DEFAULT"
        /// A whole number of 1, 2, 4 or 8 bytes, the highest first.
        case int = "INT"
    }

    var value = Format.text
    var key = Format.text

    init() {}

    /// - Parameter field: what was sent by a name.
    init(_ field: (String) -> String?) throws(ConsoleRefusal) {
        value = try Self.read(field("format"), "format")
        key = try Self.read(field("keyFormat"), "keyFormat")
    }

    private static func read(_ text: String?, _ name: String) throws(ConsoleRefusal) -> Format {
        guard let text, !text.isEmpty else { return .text }
        if let format = Format(rawValue: text.uppercased()) { return format }
        let reason =
            switch text.uppercased() {
            case "AVRO": "AVRO is written by a schema registry's schemas, which this console does not ask for"
            case "PROTOBUF": "PROTOBUF is read by descriptors, which this console does not have"
            case "MSGPACK": "this console does not read MSGPACK"
            default: "there is no format of that name"
            }
        throw ConsoleRefusal(
            .badRequest, "The parameter \(name) takes DEFAULT or INT: \(reason). DEFAULT shows the bytes.")
    }

    /// - Returns: what stands in the answer; `nil` for no bytes.
    static func text(_ bytes: ShownBytes?, as format: Format) -> String? {
        guard let bytes else { return nil }
        guard format == .int, !bytes.isCut, [1, 2, 4, 8].contains(bytes.size) else { return bytes.text }
        let raw = bytes.kind == .hex ? HexText.bytes(bytes.text) : Array(bytes.text.utf8)
        // What stands in place of a masked value is no number.
        guard let raw, raw.count == bytes.size, let first = raw.first else { return bytes.text }
        let start: Int64 = first & 0x80 == 0 ? 0 : -1
        return "\(raw.reduce(start) { $0 << 8 | Int64($1) })"
    }
}
