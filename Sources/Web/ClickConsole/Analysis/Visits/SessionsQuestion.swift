internal import PostgresClient

/// `/sessions`: visits, newest first, a page at a time.
struct SessionsQuestion: AnalysisQuestion {
    /// Visits that one page looks through for those that are wanted. Where they are rare, a page may show few
    /// or none, and say from where to go on.
    static let searched = 10_000

    let range: TimeRange
    let filter: VisitFilter
    let limit: Int
    let after: VisitCursor?

    init(_ path: [String], _ parameters: QueryParameters) throws {
        var parameters = parameters
        range = try TimeRange(&parameters, default: .all)
        filter = try VisitFilter(&parameters)
        limit = try parameters.take("limit", default: 50, within: 1...10_000)
        let cursor = try parameters.take("after")
        after = cursor.flatMap { VisitCursor($0) }
        guard cursor == nil || after != nil else {
            throw ConsoleRefusal.unclear("The parameter after takes the next of another page of this list.")
        }
        try parameters.finish(known: ["range", "from", "to", "limit", "after"] + VisitFilter.names)
    }

    var asksBy: [String] { filter.asksBy }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let window = try TimeWindow.of(range, connection)
        let pages = VisitPages(window: window, filter: filter, limit: limit, after: after)
        let next = try connection.query(pages.next, pages.parameters)
        let table = AnalysisTable(columns: VisitColumns.list, sql: pages.rows, parameters: pages.parameters)
        let facts: [AnalysisAnswer.Fact] = [
            .init("range", JSONText.quoted(range.name)), .init("from", "\(window.from * 1000)"),
            .init("to", "\(window.to * 1000)"),
            .init("next", next.rowCount > 0 ? next.string(0, 0) ?? "null" : "null"),
            .init("searched_back_to", next.rowCount > 0 ? next.string(0, 1) ?? "null" : "null"),
        ]
        return AnalysisAnswer(facts: facts, table: table)
    }
}
