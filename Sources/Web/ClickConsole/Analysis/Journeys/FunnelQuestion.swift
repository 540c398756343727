internal import PostgresClient

/// `/funnels`: how many users take some steps in their order, within a time, and where the others stop.
struct FunnelQuestion: AnalysisQuestion {
    enum By: String, CaseIterable {
        case none, device, country, browser, os, language, source, campaign

        /// Of the click that is a user's first step.
        var expression: String {
            switch self {
            case .none: "''"
            case .source: "click_source(utm_source, referrer, page_url)"
            case .campaign: "utm_campaign"
            default: rawValue
            }
        }
    }

    static let standard = ["view_item", "add_to_cart", "begin_checkout", "purchase"]

    let range: TimeRange
    let bots: WhoseClicks
    let steps: [FunnelStep]
    let window: FunnelWindow
    let by: By

    init(_ path: [String], _ parameters: QueryParameters) throws {
        var parameters = parameters
        range = try TimeRange(&parameters, default: .day)
        bots = try parameters.take("bots", default: .exclude)
        let texts = try parameters.takeAll("step")
        steps = try (texts.isEmpty ? Self.standard : texts).map { try FunnelStep($0) }
        guard (2...8).contains(steps.count) else {
            throw ConsoleRefusal.unclear("A funnel has 2 to 8 steps.")
        }
        window = try FunnelWindow(try parameters.take("window") ?? "30m")
        by = try parameters.take("by", default: .none)
        try parameters.finish(known: ["step", "window", "by", "range", "from", "to", "bots"])
    }

    var asksBy: [String] {
        steps.compactMap { step in
            switch step.place {
            case .anywhere: nil
            case .page: "page_url"
            case .product: "product_id"
            }
        }
    }
    var names: [String: [String]] { ClickNames.fields.merging(["part": ClickNames.of(by.rawValue)]) { $1 } }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let time = try TimeWindow.of(range, connection)
        let needsRows = by != .none || steps.contains { $0.needsRow }
        let sample = try UserSample.of(time, needsRows ? .pages : .clicks, connection)
        let sql = FunnelSQL(time: time, bots: bots, steps: steps, window: window, by: by, sample: sample)
        let kept = try KeptTime.read(connection)
        let facts =
            [.init("range", JSONText.quoted(range.name))] + time.facts + [
                .init("steps", JSONText.array(steps.map(\.text))),
                .init("window", JSONText.quoted(window.text)),
                .init("by", JSONText.quoted(by.rawValue)), kept.fact("clicks", sample, time),
            ]
        return AnalysisAnswer(
            facts: facts,
            table: AnalysisTable(columns: Self.columns, sql: sql.text, parameters: sql.parameters))
    }

    private static let columns: [AnalysisTable.Column] = [
        .init("part", .text), .init("step", .number), .init("name", .text), .init("users", .number),
        .init("of_first", .number), .init("of_previous", .number), .init("stopped", .number),
        .init("median_seconds", .number),
    ]
}
