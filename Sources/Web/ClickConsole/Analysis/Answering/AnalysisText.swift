internal import PostgresClient

/// An answer as text.
enum AnalysisText {
    /// The facts, and the table as `rows`.
    static func json(_ answer: AnalysisAnswer, _ connection: PostgresConnection) throws -> String {
        let members = answer.facts.map { "\(JSONText.quoted($0.name)):\($0.json)" }
        let rows = try answer.table.json(connection)
        return "{" + (members + ["\"rows\":\(rows)"]).joined(separator: ",") + "}"
    }
}
