internal import PostgresClient

/// `/campaigns`: what brought visits, and what came of them, by source, medium and campaign of each visit's
/// first click.
struct CampaignsQuestion: AnalysisQuestion {
    enum By: String, CaseIterable {
        case source, medium, campaign, all

        var columns: [String] { self == .all ? ["source", "medium", "campaign"] : [rawValue] }
    }
    enum Sort: String, CaseIterable { case sessions, visitors, bounce, conversion, purchases, revenue }

    static let most = 500

    let range: TimeRange
    let filter: VisitFilter
    let by: By
    let sort: Sort

    init(_ path: [String], _ parameters: QueryParameters) throws {
        var parameters = parameters
        range = try TimeRange(&parameters, default: .week)
        filter = try VisitFilter(&parameters)
        by = try parameters.take("by", default: .all)
        sort = try parameters.take("sort", default: .sessions)
        try parameters.finish(known: ["range", "from", "to", "by", "sort"] + VisitFilter.names)
    }

    var asksBy: [String] { filter.asksBy }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let window = try TimeWindow.of(range, connection)
        let sample = try UserSample.of(window, .visits, connection)
        let kept = try KeptTime.read(connection)
        let facts =
            [.init("range", JSONText.quoted(range.name))] + window.facts + [
                .init("by", JSONText.quoted(by.rawValue)), .init("sort", JSONText.quoted(sort.rawValue)),
                kept.fact("visits", sample, window),
            ]
        return AnalysisAnswer(
            facts: facts,
            table: AnalysisTable(
                columns: by.columns.map { .init($0, .text) } + Self.columns, sql: sql(window, sample),
                parameters: filter.clicks.values.map { .texts($0.values) }
                    + filter.parameters.map { .text($0) }))
    }

    private static let columns: [AnalysisTable.Column] = [
        .init("sessions", .number), .init("visitors", .number), .init("bounce", .number),
        .init("clicks", .number), .init("buying", .number), .init("conversion", .number),
        .init("purchases", .number), .init("revenue", .money),
    ]

    /// A visit nothing is known to have brought has NULL for a source.
    private func sql(_ window: TimeWindow, _ sample: UserSample) -> String {
        let names = by.columns.joined(separator: ", ")
        let times = sample.isEverybody ? "" : " * \(sample.oneIn)"
        let order = sort == .revenue ? MoneySQL.largest("revenue") : sort.rawValue
        return """
            WITH visits AS MATERIALIZED (
                SELECT \(by.columns.map { "nullif(\($0), '') AS \($0)" }.joined(separator: ", ")),
                    user_id, clicks, is_bounce, furthest_step, purchases, revenue FROM sessions
                WHERE \(window.holds("started_at"))\(sample.condition()) AND \(filter.conditions(from: 1))
            ), money AS (
                SELECT \(names), jsonb_object_agg(key, amount) AS revenue FROM (
                    SELECT \(names), key, sum(value::numeric)\(times) AS amount
                    FROM visits, jsonb_each_text(revenue) GROUP BY \(names), key) AS m GROUP BY \(names)
            ), sums AS (
                SELECT \(names), count(*)\(times) AS sessions, count(DISTINCT user_id)\(times) AS visitors,
                    round(avg(is_bounce::integer), 4) AS bounce, (sum(clicks)\(times))::bigint AS clicks,
                    count(*) FILTER (WHERE purchases > 0)\(times) AS buying,
                    round(avg((purchases > 0)::integer), 4) AS conversion,
                    (sum(purchases)\(times))::bigint AS purchases
                FROM visits GROUP BY \(names)
            )
            SELECT \(by.columns.map { "sums.\($0)" }.joined(separator: ", ")), sessions, visitors, bounce, clicks,
                buying, conversion, purchases, revenue
            FROM sums LEFT JOIN money
                ON \(by.columns.map { "coalesce(sums.\($0), '') = coalesce(money.\($0), '')" }.joined(separator: " AND "))
            ORDER BY \(order) DESC, \(by.columns.map { "sums.\($0)" }.joined(separator: ", ")) LIMIT \(Self.most)
            """
    }
}
