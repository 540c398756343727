internal import PostgresClient

/// `/users`: who came last, who spent most, or whose id begins with what is searched for.
struct UsersQuestion: AnalysisQuestion {
    enum Sort: String, CaseIterable { case seen, revenue }

    /// The newest visits that the list is made of; of those who bought something where revenue counts.
    static let visits = 5000
    static let most = 100

    let range: TimeRange
    let bots: WhoseClicks
    let sort: Sort
    let search: String?

    init(_ path: [String], _ parameters: QueryParameters) throws {
        var parameters = parameters
        range = try TimeRange(&parameters, default: .all)
        bots = try parameters.take("bots", default: .exclude)
        sort = try parameters.take("sort", default: .seen)
        search = try parameters.take("search")
        try parameters.finish(known: ["range", "from", "to", "bots", "sort", "search"])
    }

    var asksBy: [String] { search == nil ? [] : ["user_id"] }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let window = try TimeWindow.of(range, connection)
        var facts: [AnalysisAnswer.Fact] = [
            .init("range", JSONText.quoted(range.name)), .init("from", "\(window.from * 1000)"),
            .init("to", "\(window.to * 1000)"), .init("sort", JSONText.quoted(sort.rawValue)),
        ]
        let source = search == nil ? Self.newest(window, sort, bots) : Self.found(window, bots)
        if search == nil {
            let kind = sort == .seen ? "newest_visits" : "newest_buying_visits"
            facts.append(.init("of", "{\"source\":\"\(kind)\",\"at_most\":\(Self.visits)}"))
        } else {
            facts.append(.init("of", "{\"source\":\"users\",\"at_most\":\(Self.most)}"))
        }
        let order = sort == .seen ? "last_seen DESC" : "\(MoneySQL.largest("revenue")) DESC, last_seen DESC"
        let sql = """
            WITH visits AS MATERIALIZED (\(source)), money AS (
                SELECT user_id, jsonb_object_agg(key, amount) AS revenue FROM (
                    SELECT user_id, key, sum(value::numeric) AS amount
                    FROM visits, jsonb_each_text(revenue) GROUP BY user_id, key) AS m GROUP BY user_id
            ), totals AS (
                SELECT user_id, max(ended_at) AS last_seen, min(started_at) AS first_seen, count(*) AS visits,
                    sum(clicks)::bigint AS clicks, sum(purchases)::bigint AS purchases, max(country) AS country,
                    max(device) AS device, bool_or(is_bot) AS is_bot
                FROM visits GROUP BY user_id
            )
            SELECT user_id AS "user", last_seen, first_seen, visits, clicks, purchases, revenue, country, device,
                is_bot
            FROM totals LEFT JOIN money USING (user_id) ORDER BY \(order), user_id LIMIT \(Self.most)
            """
        return AnalysisAnswer(
            facts: facts,
            table: AnalysisTable(
                columns: Self.columns, sql: sql,
                parameters: search.map { [.text($0), .text(Self.end(of: $0))] } ?? []))
    }

    private static let columns: [AnalysisTable.Column] = [
        .init("user", .text), .init("last_seen", .time), .init("first_seen", .time), .init("visits", .number),
        .init("clicks", .number), .init("purchases", .number), .init("revenue", .money),
        .init("country", .text), .init("device", .text), .init("is_bot", .number),
    ]

    private static func newest(_ window: TimeWindow, _ sort: Sort, _ bots: WhoseClicks) -> String {
        """
        SELECT * FROM (SELECT * FROM sessions WHERE \(window.holds("started_at"))
            \(sort == .revenue ? "AND purchases > 0" : "")
            ORDER BY started_at DESC LIMIT \(visits)) AS s WHERE \(bots.condition)
        """
    }

    /// By the beginning of the id, in the order of its index, and a bounded number of visits of each.
    private static func found(_ window: TimeWindow, _ bots: WhoseClicks) -> String {
        """
        SELECT s.* FROM (SELECT user_id FROM users WHERE user_id >= $1 AND user_id < $2
                ORDER BY user_id LIMIT \(most)) AS u
            CROSS JOIN LATERAL (SELECT * FROM sessions WHERE sessions.user_id = u.user_id
                    AND \(window.holds("started_at")) AND \(bots.condition)
                ORDER BY started_at DESC LIMIT 200) AS s
        """
    }

    /// The first text behind all that begin with this one, in the order of bytes.
    private static func end(of text: String) -> String {
        text + "\u{10FFFF}"
    }
}
