package import PostgresClient

/// The questions of the pages without HTTP around them, for measurements.
package enum ConsolePanel {
    /// Makes a session what the console's are: it only reads, and not for long.
    package static func enter(_ connection: PostgresConnection) throws {
        try ReadOnly.enter(connection)
    }

    /// - Parameter target: path and query, as `/products?range=month`; `/live` and the analysis pages.
    /// - Returns: the JSON that the page gets.
    /// - Throws: `ConsoleRefusal`, `PostgresError`.
    package static func json(_ target: String, on connection: PostgresConnection) throws -> String {
        let parts = target.split(separator: "?", maxSplits: 1)
        let path = (parts.first ?? "").split(separator: "/").map(decoded)
        guard let parameters = FormFields.parse(parts.count > 1 ? String(parts[1]) : "") else {
            throw ConsoleRefusal.unclear("The address is not text in UTF-8.")
        }
        if path == ["live"] { return try LiveQuery.json(LiveRequest(parameters), connection) }
        guard let name = path.first, let kind = AnalysisEndpoints.kind(name, parts: path.count) else {
            throw ConsoleRefusal.unknown("There is no page at \(target).")
        }
        let question = try kind.init(Array(path.dropFirst()), QueryParameters(parameters))
        return try AnalysisText.json(question.answer(connection), connection)
    }

    private static func decoded(_ text: Substring) -> String { PercentEncoding.decoded(text) ?? String(text) }
}
