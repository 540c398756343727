internal import PostgresClient

/// The live page's numbers, as one JSON object that PostgreSQL makes: exact, and escaped by its own rules.
///
/// Everything comes from the rollups, whose rows are few whatever the number of clicks; `user_clicks` is not
/// touched. Who is here now comes from `sessions`: visits that began within 12 hours, by their summary index.
enum LiveQuery {
    static func json(_ request: LiveRequest, _ connection: PostgresConnection) throws -> String {
        let result = try connection.query(
            sql(window(request.range)),
            [
                .text(request.dimension), .text(request.value), .text(request.bots.values),
                .texts(LiveRequest.dimensions), .text(request.range.rawValue),
            ])
        return result.string(0, 0) ?? "{}"
    }

    /// What a range reads: a table of sums, its column of time, the width of a bar, and how many bars.
    private struct Window {
        let table: String
        let time: String
        let bucket: String
        let count: Int
    }

    private static func window(_ range: LiveRequest.Range) -> Window {
        switch range {
        case .live: Window(table: "clicks_by_minute", time: "minute", bucket: "minute", count: 30)
        case .hour: Window(table: "clicks_by_minute", time: "minute", bucket: "minute", count: 60)
        case .day: Window(table: "clicks_by_hour", time: "hour", bucket: "hour", count: 24)
        case .week: Window(table: "clicks_by_hour", time: "hour", bucket: "hour", count: 168)
        }
    }

    private static func sql(_ window: Window) -> String {
        let current = "date_trunc('\(window.bucket)', now(), 'UTC')"
        let since = "(\(current) - interval '\(window.count - 1) \(window.bucket)')"
        let before = "(\(current) - interval '\(2 * window.count - 1) \(window.bucket)')"
        return """
            WITH sums AS MATERIALIZED (
                SELECT \(window.time) AS at, is_bot = ANY ($3::boolean[]) AS counts, is_bot, currency,
                    \(totals.map { "sum(\($0)) AS \($0)" }.joined(separator: ", ")), sum(revenue) AS revenue
                FROM \(window.table)
                WHERE dimension = $1 AND value = $2 AND \(window.time) >= \(before)
                    AND \(window.time) <= \(current)
                GROUP BY 1, is_bot, currency
            )
            SELECT jsonb_build_object(
                'range', $5::text, 'bucket', '\(window.bucket)', 'buckets', \(window.count),
                'now', \(milliseconds("now()")),
                'visitors', \(visitors),
                'per_second', \(perSecond),
                'totals', \(totalsObject("counts AND at >= \(since)")),
                'before', \(totalsObject("counts AND at < \(since)")),
                'bot_clicks', (SELECT coalesce(sum(clicks), 0) FROM sums WHERE is_bot AND at >= \(since)),
                'chart', (SELECT jsonb_agg(jsonb_build_array(\(milliseconds("slot")),
                        coalesce(clicks, 0), coalesce(purchases, 0)) ORDER BY slot)
                    FROM generate_series(\(since), \(current), interval '1 \(window.bucket)') AS slot
                    LEFT JOIN (SELECT at, sum(clicks) AS clicks, sum(purchases) AS purchases
                        FROM sums WHERE counts GROUP BY at) AS bars ON at = slot),
                'top', (SELECT jsonb_object_agg(name, coalesce(rows, '[]'))
                    FROM unnest($4::text[]) AS name CROSS JOIN LATERAL (
                        SELECT jsonb_agg(jsonb_build_object('value', value, 'clicks', clicks,
                            'views', views, 'purchases', purchases) ORDER BY clicks DESC, value) AS rows
                        FROM (SELECT value, sum(clicks) AS clicks, sum(product_views) AS views,
                                sum(purchases) AS purchases
                            FROM \(window.table) WHERE dimension = name AND \(window.time) >= \(since)
                                AND \(window.time) <= \(current) AND is_bot = ANY ($3::boolean[])
                            GROUP BY value ORDER BY 2 DESC, value LIMIT 8) AS best) AS list))
            """
    }

    private static let totals = [
        "clicks", "page_views", "product_views", "cart_additions", "checkouts", "purchases", "units",
    ]

    /// Sums over the rows of `sums`. Amounts are texts, since a JSON number is rounded by whoever reads it.
    private static func totalsObject(_ condition: String) -> String {
        let fields = totals.map { "'\($0)', coalesce(sum(\($0)), 0)" }.joined(separator: ", ")
        return """
            (SELECT jsonb_build_object(\(fields), 'revenue', (SELECT coalesce(jsonb_object_agg(currency,
                    amount::text), '{}') FROM (SELECT currency, trim_scale(sum(revenue)) AS amount FROM sums
                    WHERE \(condition) AND currency <> '' GROUP BY currency) AS money))
                FROM sums WHERE \(condition))
            """
    }

    /// Distinct users of the last five minutes; NULL where the filter is one that visits do not have.
    private static let visitors = """
        CASE WHEN $1 IN ('all', 'source', 'campaign', 'device', 'country') THEN (
            SELECT count(DISTINCT user_id) FROM sessions
            WHERE started_at > now() - interval '12 hours' AND ended_at > now() - interval '5 minutes'
                AND is_bot = ANY ($3::boolean[])
                AND CASE $1 WHEN 'source' THEN source = $2 WHEN 'campaign' THEN campaign = $2
                    WHEN 'device' THEN device = $2 WHEN 'country' THEN country = $2 ELSE true END) END
        """

    /// Over the minute under way and the whole one before it; where clicks have just begun, over the time
    /// since the first. They have begun where the page's half hour had none before, and visits tell when.
    private static let perSecond = """
        (SELECT round(coalesce(sum(clicks), 0)
                / (CASE WHEN EXISTS (SELECT FROM clicks_by_minute WHERE dimension = 'all'
                        AND minute >= date_trunc('minute', now(), 'UTC') - interval '30 minutes'
                        AND minute < date_trunc('minute', now(), 'UTC') - interval '1 minute')
                    THEN 60 + extract(second FROM now())
                    ELSE (SELECT greatest(1, coalesce(extract(epoch FROM now() - min(started_at)),
                            60 + extract(second FROM now())))
                        FROM sessions WHERE started_at <= now()
                            AND started_at >= date_trunc('minute', now(), 'UTC') - interval '1 minute')
                    END)::numeric, 2)
            FROM clicks_by_minute WHERE dimension = $1 AND value = $2 AND is_bot = ANY ($3::boolean[])
                AND minute >= date_trunc('minute', now(), 'UTC') - interval '1 minute' AND minute <= now())
        """

    private static func milliseconds(_ time: String) -> String {
        "(extract(epoch FROM \(time)) * 1000)::bigint"
    }
}
