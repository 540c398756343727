internal import PostgresClient

/// `/user/{id}`: one user: totals, and visits, newest first.
struct UserQuestion: AnalysisQuestion {
    /// More visits than a person has.
    static let visits = 5000
    static let shown = 200

    let user: String

    init(_ path: [String], _ parameters: QueryParameters) throws {
        user = path[0]
        try parameters.finish(known: ["format"])
    }

    var asksBy: [String] { ["user_id"] }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let known = try connection.query(Self.totals, [.text(user)])
        guard known.rowCount > 0, let totals = known.string(0, 0) else {
            throw ConsoleRefusal.unknown("There is no user of that id.")
        }
        return AnalysisAnswer(
            facts: [
                .init("user", totals), .init("at_most_visits", "\(Self.visits)"),
                .init("most_rows", "\(Self.shown)"),
            ],
            table: AnalysisTable(columns: VisitColumns.list, sql: Self.list, parameters: [.text(user)]))
    }

    private static let some = "(SELECT * FROM sessions WHERE user_id = $1 LIMIT \(visits))"

    private static let totals = """
        SELECT jsonb_build_object('id', u.user_id, 'first_day', first_day, 'last_day', last_day,
            'is_bot', u.is_bot, 'visits', visits, 'clicks', clicks, 'page_views', page_views,
            'purchases', purchases, 'seconds', seconds, 'bounces', bounces,
            'last_seen', (extract(epoch FROM last_seen) * 1000)::bigint, 'revenue', \(MoneySQL.texts("revenue")))
        FROM users AS u CROSS JOIN (SELECT count(*) AS visits, coalesce(sum(clicks), 0) AS clicks,
                coalesce(sum(page_views), 0) AS page_views, coalesce(sum(purchases), 0) AS purchases,
                round(coalesce(extract(epoch FROM sum(duration)), 0), 1) AS seconds, max(ended_at) AS last_seen,
                count(*) FILTER (WHERE is_bounce) AS bounces,
                sum_money(revenue) FILTER (WHERE revenue IS NOT NULL) AS revenue
            FROM \(some) AS s) AS t
        WHERE u.user_id = $1
        """

    private static let list = """
        SELECT \(VisitColumns.select) FROM \(some) AS s ORDER BY started_at DESC, session_id DESC LIMIT \(shown)
        """
}
