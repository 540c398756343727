/// A value of JSON, to be written or as it was read. Numbers keep their text, so that none is rounded.
indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; a name may come twice.
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: JSONValue
    }

    static func integer(_ number: some BinaryInteger) -> JSONValue { .number("\(number)") }

    /// `null` for none.
    static func integer(_ number: (some BinaryInteger)?) -> JSONValue {
        number.map { .number("\($0)") } ?? .null
    }

    static func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A number with digits after the point, which JSON has no word for where it is not finite.
    static func decimal(_ number: Double?) -> JSONValue {
        guard let number, number.isFinite else { return .null }
        return .number("\(number)")
    }

    /// The value of a name; that of the last one where the name comes twice, as most readers have it.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): text += JSONText.quoted(string)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                text += JSONText.quoted(member.name)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(name: $0.0, value: $0.1) })
    }

    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(nilLiteral: ()) { self = .null }
}
