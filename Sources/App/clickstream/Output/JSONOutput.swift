import FoundationEssentials

/// Results for scripts, on standard output.
enum JSONOutput {
    /// Prints a value as one JSON document, its keys in alphabetical order.
    static func print(_ value: some Encodable) {
        guard let text = text(value, isPretty: true) else { return }
        StandardStreams.print(text)
    }

    /// Prints a value as one line.
    static func printLine(_ value: some Encodable) {
        guard let text = text(value, isPretty: false) else { return }
        StandardStreams.print(text)
    }

    /// A value as JSON in which nothing but letters, marks and spaces is left unescaped: it may end on a
    /// terminal.
    static func text(_ value: some Encodable, isPretty: Bool) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let data = try? encoder.encode(value) else { return nil }
        return PrintableText.inJSON(String(decoding: data, as: UTF8.self))
    }
}
