/// Puts other values into a JSON text. Numbers keep their digits, and members their order.
enum JSONMask {
    /// Given the names that lead to a value, and the value as text: what stands in its place, or `nil`.
    typealias Rule = (_ path: [String], _ value: () -> String) -> String?

    /// - Returns: `nil` where the text is no JSON, or a very deep one: nothing may be shown of it then.
    static func masked(_ text: String, _ rule: Rule) -> String? {
        JSONReader.read(Array(text.utf8)).map { masked($0, [], rule).text }
    }

    private static func masked(_ value: JSONValue, _ path: [String], _ rule: Rule) -> JSONValue {
        if value == .null { return value }
        if !path.isEmpty, let replaced = rule(path, { plain(value) }) { return .string(replaced) }
        switch value {
        // The items of an array are at the array's own path.
        case .array(let values): return .array(values.map { masked($0, path, rule) })
        case .object(let members):
            return .object(
                members.map {
                    JSONValue.Member(name: $0.name, value: masked($0.value, path + [$0.name], rule))
                })
        case .string(let text): return .string(inner(text, rule))
        default: return value
        }
    }

    /// A text may hold JSON itself, as the envelope of a record that was rejected does.
    private static func inner(_ text: String, _ rule: Rule) -> String {
        let first = text.utf8.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return text }
        if let inside = JSONReader.read(Array(text.utf8)) { return masked(inside, [], rule).text }
        // The beginning of an object: nobody could tell what is where.
        return first == UInt8(ascii: "{") ? MaskingRules.hidden : text
    }

    private static func plain(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { value.text }
    }
}
