internal import ClickModel

// How `--map` and `--set` are read.
extension Mending {
    static func split(_ text: String) -> (field: String, value: String)? {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    /// The name of a field's member in the record. What has no column is a member too: a decoder adds it to
    /// `properties`.
    static func name(of field: String, option: String) throws(MendingError) -> String {
        if ClickField(named: field) != nil { return field }
        let prefix = ColumnMapping.propertyPrefix
        guard field.hasPrefix(prefix), field.utf8.count > prefix.utf8.count else {
            throw .unknownField(option: option, field)
        }
        let name = String(field.dropFirst(prefix.count))
        guard ClickField(named: name) == nil else { throw .unknownField(option: option, field) }
        return name
    }

    /// A constant as it stands in JSON.
    static func json(_ value: String, for field: String) throws(MendingError) -> [UInt8] {
        let plain = Array(value.utf8)
        switch ClickField(named: field) {
        case .price?, .quantity?:
            guard isNumber(plain) else {
                throw .wrongValue(field, value, expected: "a number, such as 19.99")
            }
            return plain
        case .isBot?:
            guard value == "true" || value == "false" else {
                throw .wrongValue(field, value, expected: "true or false")
            }
            return plain
        case .properties?:
            guard JSONMembers(parsing: plain) != nil else {
                throw .wrongValue(field, value, expected: "a JSON object")
            }
            return plain
        case .eventTime? where !plain.isEmpty && plain.allSatisfy({ (0x30...0x39).contains($0) }):
            return plain
        default: return JSONText.quoted(plain)
        }
    }

    /// RFC 8259 section 6, without an exponent.
    private static func isNumber(_ text: [UInt8]) -> Bool {
        let unsigned = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
        }
        return areDigits && (parts[0].count == 1 || parts[0].first != UInt8(ascii: "0"))
    }
}

/// A `--map` or `--set` that cannot be understood.
package enum MendingError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(option: String, text: String, form: String)
    case unknownField(option: String, String)
    case twice(option: String, String)
    case wrongValue(String, String, expected: String)

    package var description: String {
        switch self {
        case .unreadable(let option, let text, let form):
            "\(option) takes \(form), not \"\(text)\"."
        case .unknownField(let option, let field):
            """
            \(option): events have no field \(field); use one of docs/event.md, such as user_id, or properties.NAME \
            for what has no column.
            """
        case .twice(let option, let field):
            "\(option) names the field \(field) twice; leave one of the two out."
        case .wrongValue(let field, let value, let expected):
            "--set \(field) takes \(expected), not \"\(value)\"."
        }
    }
}
