import FoundationEssentials

/// Results for scripts, on standard output.
enum JSONOutput {
    /// Prints a value as one JSON document, its keys in alphabetical order.
    static func print(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let data = try? encoder.encode(value) else { return }
        StandardStreams.print(String(decoding: data, as: UTF8.self))
    }
}
