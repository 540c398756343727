internal import PostgresClient

/// An answer as text.
enum AnalysisText {
    /// The facts, and the table as `rows`.
    static func json(_ answer: AnalysisAnswer, _ connection: PostgresConnection) throws -> String {
        let rows = try answer.table.json(connection)
        return JSONText.object(answer.facts.map { ($0.name, $0.json) } + [("rows", rows)])
    }
}
