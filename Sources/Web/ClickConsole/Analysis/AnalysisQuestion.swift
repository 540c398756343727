internal import PostgresClient

/// A question that a page asks, read from its URL.
protocol AnalysisQuestion: Sendable {
    /// - Throws: `ConsoleRefusal` for what is not understood.
    init(_ path: [String], _ parameters: QueryParameters) throws

    /// - Throws: `ConsoleRefusal` where there is nothing of that name, and `PostgresError`.
    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer
}
