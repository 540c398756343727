internal import PostgresClient

/// `/paths`: where visits go: the most common pages, or events, at each step, behind the steps that were
/// chosen.
struct PathsQuestion: AnalysisQuestion {
    enum By: String, CaseIterable { case page, event }
    enum Start: String, CaseIterable { case entry, anywhere }

    static let depth = 6
    static let mostChosen = 5
    static let shown = 8

    let range: TimeRange
    let bots: WhoseClicks
    let by: By
    let start: Start
    let chosen: [String]

    init(_ path: [String], _ parameters: QueryParameters) throws {
        var parameters = parameters
        range = try TimeRange(&parameters, default: .day)
        bots = try parameters.take("bots", default: .exclude)
        by = try parameters.take("by", default: .page)
        start = try parameters.take("start", default: .entry)
        chosen = try parameters.takeAll("step")
        guard chosen.count <= Self.mostChosen else {
            throw ConsoleRefusal.unclear("Choose 5 steps at most.")
        }
        guard start == .entry || !chosen.isEmpty else {
            throw ConsoleRefusal.unclear("With start=anywhere comes a step, from which the paths begin.")
        }
        try parameters.finish(known: ["step", "by", "start", "range", "from", "to", "bots"])
    }

    var asksBy: [String] { by == .page && !chosen.isEmpty ? ["page_url"] : [] }
    var names: [String: [String]] {
        ClickNames.fields.merging(["name": [by == .page ? "page_url" : "event_type"]]) { $1 }
    }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let window = try TimeWindow.of(range, connection)
        let sample = try UserSample.of(window, by == .page ? .pages : .clicks, connection)
        let kept = try KeptTime.read(connection)
        let facts =
            [.init("range", JSONText.quoted(range.name))] + window.facts + [
                .init("by", JSONText.quoted(by.rawValue)), .init("start", JSONText.quoted(start.rawValue)),
                .init("chosen", JSONText.array(chosen)), kept.fact("clicks", sample, window),
            ]
        let sql = PathsSQL(window: window, question: self, sample: sample)
        return AnalysisAnswer(
            facts: facts,
            table: AnalysisTable(columns: Self.columns, sql: sql.text, parameters: [.texts(chosen)]))
    }

    private static let columns: [AnalysisTable.Column] = [
        .init("step", .number), .init("kind", .text), .init("name", .text), .init("visits", .number),
        .init("share", .number),
    ]
}
