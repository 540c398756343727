internal import Hummingbird
internal import KafkaClient

/// The headers of a message that is to be sent, as JSON: an object, as `{"trace": "1"}`, or where names
/// repeat or values are no text a list, as `[{"name": "trace", "value": "1"}, {"name": "id", "hex":
/// "00ff"}]`.
enum MessageHeaders {
    static func read(_ text: String) throws(ConsoleRefusal) -> [KafkaRecordHeader] {
        switch JSONReader.read(Array(text.utf8)) {
        case .object(let members)?: return members.map { KafkaRecordHeader($0.name, bytes($0.value)) }
        case .array(let items)?:
            var headers: [KafkaRecordHeader] = []
            for item in items { headers.append(try header(item)) }
            return headers
        default: throw refusal
        }
    }

    private static func header(_ item: JSONValue) throws(ConsoleRefusal) -> KafkaRecordHeader {
        guard case .string(let name)? = item["name"] else { throw refusal }
        guard let digits = item["hex"], digits != .null else {
            return KafkaRecordHeader(name, bytes(item["value"] ?? .null))
        }
        guard case .string(let text) = digits, let bytes = HexText.bytes(text) else { throw refusal }
        return KafkaRecordHeader(name, bytes)
    }

    private static func bytes(_ value: JSONValue) -> [UInt8]? {
        switch value {
        case .null: nil
        case .string(let text): Array(text.utf8)
        default: Array(value.text.utf8)
        }
    }

    private static let refusal = ConsoleRefusal(
        .badRequest,
        """
        headers takes an object of JSON, as {"trace": "1"}, or a list, as [{"name": "trace", "value": "1"}] or \
        [{"name": "id", "hex": "00ff"}].
        """)
}
