/// A text as a string of JSON.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// An object of members whose values are JSON already, as PostgreSQL makes it.
    /// - Parameter others: an object whose members follow.
    static func object(_ members: [(name: String, json: String)], others: String = "{}") -> String {
        var parts = members.map { "\(quoted($0.name)):\($0.json)" }
        let rest = others.dropFirst().dropLast()
        if !rest.allSatisfy(\.isWhitespace) { parts.append(String(rest)) }
        return "{" + parts.joined(separator: ",") + "}"
    }

    static func array(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ",") + "]" }
}
