/// Messages as files.
enum MessageExport {
    /// A line of JSON each. A value that is JSON itself stands as what it is.
    static func lines(_ records: [ConsoleRecord]) -> String {
        var text = ""
        for record in records {
            line(record).write(to: &text)
            text += "\n"
        }
        return text
    }

    private static func line(_ record: ConsoleRecord) -> JSONValue {
        let parsed = record.value.flatMap { value in
            value.kind == .text && !value.isCut ? JSONReader.read(Array(value.text.utf8)) : nil
        }
        let isHex = record.value?.kind == .hex
        return [
            "partition": .integer(record.partition), "offset": .integer(record.offset),
            "timestamp": record.timestamp < 0 ? nil : .string(UTCTime.text(milliseconds: record.timestamp)),
            "key": .string(record.key?.text),
            (isHex ? "value_hex" : "value"): parsed ?? .string(record.value?.text),
            "headers": .object(
                record.headers.map { JSONValue.Member(name: $0.name, value: .string($0.value?.text)) }),
        ]
    }

    static func csv(_ records: [ConsoleRecord]) -> String {
        var text = "partition,offset,timestamp,key,value,headers\r\n"
        for record in records {
            let headers = JSONValue.object(
                record.headers.map { JSONValue.Member(name: $0.name, value: .string($0.value?.text)) })
            let fields = [
                "\(record.partition)", "\(record.offset)",
                record.timestamp < 0 ? "" : UTCTime.text(milliseconds: record.timestamp),
                field(record.key?.text ?? ""), field(record.value?.text ?? ""),
                record.headers.isEmpty ? "" : field(headers.text),
            ]
            text += fields.joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// In quotes (RFC 4180). Spreadsheets take what begins with one of these signs for a formula.
    private static func field(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
    }
}
