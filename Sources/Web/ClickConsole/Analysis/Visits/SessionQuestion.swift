internal import PostgresClient

/// `/session/{user}/{session}`: one visit, click by click.
struct SessionQuestion: AnalysisQuestion {
    static let mostClicks = 1000

    let user: String
    let session: String

    init(_ path: [String], _ parameters: QueryParameters) throws {
        user = path[0]
        session = path[1]
        try parameters.finish(known: ["format"])
    }

    var asksBy: [String] { ["user_id", "session_id"] }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let visit = try connection.query(Self.visit, [.text(user), .text(session)])
        guard visit.rowCount > 0, let facts = visit.string(0, 0), let from = visit.string(0, 1),
            let to = visit.string(0, 2), let byInactivity = visit.bool(0, 3)
        else {
            throw ConsoleRefusal.unknown("There is no visit of that user and name.")
        }
        let parameters: [PostgresParameter] = [.text(user)] + (byInactivity ? [] : [.text(session)])
        let condition = Self.condition(from, to, byInactivity)
        let ids = try Self.ids(visit, connection)
        // Most arrive while the visit lasts, and are found at once; late ones are elsewhere.
        let found = try connection.query(
            "SELECT count(*) FROM user_clicks WHERE \(condition)\(ids)", parameters)
        let isComplete = found.string(0, 0) == visit.string(0, 4)
        return AnalysisAnswer(
            facts: [.init("visit", facts), .init("most_rows", "\(Self.mostClicks)")],
            table: AnalysisTable(
                columns: Self.columns, sql: Self.clicks(condition + (isComplete ? ids : "")),
                parameters: parameters))
    }

    /// Ids that arrived from the first click of the visit to its last, and a few around: sinks side by side
    /// take theirs in turns.
    private static func ids(_ visit: PostgresResult, _ connection: PostgresConnection) throws -> String {
        let ends = try connection.query(
            """
            SELECT min(id) - 2000, max(id) + 2000 FROM (
                SELECT id FROM user_clicks WHERE event_id = $1::uuid AND event_time = \(time(visit.string(0, 1) ?? ""))
                UNION ALL
                SELECT id FROM user_clicks WHERE event_id = $2::uuid AND event_time = \(time(visit.string(0, 2) ?? ""))
                ) AS ends
            """, [.text(visit.string(0, 5)), .text(visit.string(0, 6))])
        guard let low = ends.integer(0, 0), let high = ends.integer(0, 1) else { return "" }
        return " AND id BETWEEN \(low) AND \(high)"
    }

    private static func time(_ microseconds: String) -> String {
        "to_timestamp(0) + \(microseconds) * interval '1 microsecond'"
    }

    private static let visit = """
        SELECT jsonb_build_object('user', user_id, 'session', session_id, 'by_inactivity', by_inactivity,
                'started_at', (extract(epoch FROM started_at) * 1000)::bigint,
                'ended_at', (extract(epoch FROM ended_at) * 1000)::bigint,
                'seconds', round(extract(epoch FROM duration), 1), 'clicks', clicks, 'page_views', page_views,
                'furthest_step', furthest_step, 'purchases', purchases, 'is_bounce', is_bounce,
                'revenue', \(MoneySQL.texts("revenue")), 'entry_page', entry_page, 'exit_page', exit_page,
                'source', source, 'medium', medium, 'campaign', campaign, 'device', device, 'browser', browser,
                'os', os, 'language', language, 'country', country, 'is_bot', is_bot),
            (extract(epoch FROM started_at) * 1000000)::bigint, (extract(epoch FROM ended_at) * 1000000)::bigint,
            by_inactivity, clicks, entry_event_id, exit_event_id
        FROM sessions WHERE user_id = $1 AND session_id = $2 ORDER BY by_inactivity LIMIT 1
        """

    private static let columns: [AnalysisTable.Column] = [
        .init("id", .number), .init("time", .time), .init("event", .text), .init("page", .text),
        .init("title", .text), .init("product", .text), .init("product_name", .text), .init("price", .number),
        .init("quantity", .number), .init("currency", .text), .init("search", .text), .init("order", .text),
        .init("seconds_to_next", .number),
    ]

    private static func condition(_ from: String, _ to: String, _ byInactivity: Bool) -> String {
        """
        user_id = $1 AND event_time >= \(time(from)) AND event_time <= \(time(to))
            AND \(byInactivity ? "coalesce(session_id, '') = ''" : "session_id = $2")
        """
    }

    private static func clicks(_ condition: String) -> String {
        """
        SELECT id, event_time AS "time", event_type AS event, page_path(page_url) AS page,
            page_title AS title, product_id AS product, product_name, trim_scale(price)::text AS price,
            quantity, currency, search_query AS search, order_id AS "order",
            round(extract(epoch FROM lead(event_time) OVER (ORDER BY event_time, event_id) - event_time), 3)
                AS seconds_to_next
        FROM user_clicks WHERE \(condition) ORDER BY event_time, event_id LIMIT \(mostClicks)
        """
    }
}
