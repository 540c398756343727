/// Messages as files.
enum MessageExport {
    /// A line of JSON each. A value that is JSON itself stands as what it is.
    static func lines(_ records: [ShownRecord]) -> String {
        var text = ""
        for record in records {
            line(record).write(to: &text)
            text += "\n"
        }
        return text
    }

    private static func line(_ record: ShownRecord) -> JSONValue {
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

    static func csv(_ records: [ShownRecord]) -> String {
        let names = ["partition", "offset", "timestamp", "key", "value", "headers"]
        var text = CSVText.line(names.map { .init(text: $0, isText: false) })
        for record in records {
            let headers = JSONValue.object(
                record.headers.map { JSONValue.Member(name: $0.name, value: .string($0.value?.text)) })
            text += CSVText.line([
                .init(text: "\(record.partition)", isText: false),
                .init(text: "\(record.offset)", isText: false),
                .init(
                    text: record.timestamp < 0 ? "" : UTCTime.text(milliseconds: record.timestamp),
                    isText: false),
                .init(text: record.key?.text ?? "", isText: true),
                .init(text: record.value?.text ?? "", isText: true),
                .init(text: record.headers.isEmpty ? "" : headers.text, isText: true),
            ])
        }
        return text
    }
}
