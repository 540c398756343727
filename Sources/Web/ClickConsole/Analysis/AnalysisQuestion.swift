internal import PostgresClient

/// A question that a page asks, read from its URL.
protocol AnalysisQuestion: Sendable {
    /// - Throws: `ConsoleRefusal` for what is not understood.
    init(_ path: [String], _ parameters: QueryParameters) throws

    /// The fields of clicks that it is asked by: a filter, a search, a path. Who does not see them does not
    /// get the answer, which would tell whether a value is there.
    var asksBy: [String] { get }

    /// The fields behind the names of the answer.
    var names: [String: [String]] { get }

    /// - Throws: `ConsoleRefusal` where there is nothing of that name, and `PostgresError`.
    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer
}

extension AnalysisQuestion {
    var names: [String: [String]] { ClickNames.fields }
}
