/// A value for `$1`, `$2` … of a statement, in PostgreSQL's text form.
package struct PostgresParameter: Sendable, Equatable {
    /// `nil` is SQL's NULL.
    let text: String?

    package static let null = PostgresParameter(text: nil)

    package static func text(_ value: String?) -> PostgresParameter { PostgresParameter(text: value) }

    package static func integer(_ value: (some BinaryInteger)?) -> PostgresParameter {
        PostgresParameter(text: value.map { String($0) })
    }

    package static func bool(_ value: Bool) -> PostgresParameter {
        PostgresParameter(text: value ? "true" : "false")
    }

    /// A `bytea`.
    package static func bytes(_ value: some Sequence<UInt8>) -> PostgresParameter {
        var text = "\\x"
        for byte in value {
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return PostgresParameter(text: text)
    }

    /// An array of integers; cast it in the statement, as in `$1::bigint[]`.
    package static func integers(_ values: some Sequence<some BinaryInteger>) -> PostgresParameter {
        PostgresParameter(text: "{" + values.map { String($0) }.joined(separator: ",") + "}")
    }

    /// An array of texts; cast it in the statement, as in `$1::text[]`.
    package static func texts(_ values: some Sequence<String>) -> PostgresParameter {
        let quoted = values.map { value in
            var element = "\""
            for character in value.unicodeScalars {
                if character == "\"" || character == "\\" { element += "\\" }
                element.unicodeScalars.append(character)
            }
            return element + "\""
        }
        return PostgresParameter(text: "{" + quoted.joined(separator: ",") + "}")
    }
}

extension PostgresParameter: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { text = value }
    package init(integerLiteral value: Int64) { text = String(value) }
    package init(nilLiteral: ()) { text = nil }
}
