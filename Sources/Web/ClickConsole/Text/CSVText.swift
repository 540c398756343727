/// Comma-separated values by RFC 4180: CRLF ends a line, and quotes stand around what needs them.
///
/// A text that a spreadsheet would take for a formula, since it begins with `=`, `+`, `-`, `@`, a tab or a
/// line break, gets an apostrophe before it: texts come from visitors, who may be anybody.
enum CSVText {
    struct Field {
        let text: String
        /// Numbers and times are ours, and stay as they are.
        let isText: Bool
    }

    static func line(_ fields: [Field]) -> String {
        fields.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ field: Field) -> String {
        var text = field.text
        if field.isText, let first = text.unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first) {
            text = "'" + text
        }
        guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return text
        }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
