internal import PostgresClient

/// The live page's numbers, as one JSON object that PostgreSQL makes: exact, and escaped by its own rules.
///
/// Everything comes from the rollups, whose rows are few whatever the number of clicks; `user_clicks` is not
/// touched. With filters that the sums do not have together, it comes from visits: see `LiveVisitsQuery`.
enum LiveQuery {
    static func json(_ request: LiveRequest, _ connection: PostgresConnection) throws -> String {
        let window = try TimeWindow.of(request.range, connection)
        if request.filter.needsVisits {
            return try LiveVisitsQuery.json(request, window, connection)
        }
        let result = try connection.query(
            sql(window),
            [
                .text(request.filter.dimension), .texts(request.filter.sumValues), .text(request.bots.values),
                .texts(ClickFilter.dimensions),
            ])
        let kept = try KeptTime.read(connection)
        let sums = RollupRows(window, finest: window.bucket)
        let facts =
            try LiveObject.facts(request) + VisitorsNow.facts(request, connection)
            + [kept.fact("sums", .everybody, sums: sums, window)]
        return LiveObject.merged(result.string(0, 0) ?? "{}", facts)
    }

    /// The chart as a table.
    static func bars(_ request: LiveRequest, _ connection: PostgresConnection) throws -> AnalysisTable {
        AnalysisTable(
            columns: [.init("time", .time), .init("clicks", .number), .init("orders", .number)],
            sql: """
                SELECT to_timestamp((bar ->> 0)::bigint / 1000) AS time, bar -> 1 AS clicks, bar -> 2 AS orders
                FROM jsonb_array_elements($1::jsonb -> 'chart') AS bar
                """, parameters: [.text(try json(request, connection))])
    }

    private static func sql(_ window: TimeWindow) -> String {
        let columns = "is_bot, currency, revenue, " + totals.joined(separator: ", ")
        let condition = "dimension = $1 AND value = ANY ($2::text[])"
        func sums(_ window: TimeWindow) -> String {
            """
            SELECT \(window.slot(of: "at")) AS at, is_bot = ANY ($3::boolean[]) AS counts, is_bot, currency,
                \(totals.map { "sum(\($0)) AS \($0)" }.joined(separator: ", ")), sum(revenue) AS revenue
            FROM \(RollupRows(window, finest: window.bucket).sql(columns, where: condition)) AS r
            GROUP BY 1, is_bot, currency
            """
        }
        let top = RollupRows(window).sql(
            "value, clicks, product_views, purchases",
            where: "dimension = name AND is_bot = ANY ($3::boolean[])")
        return """
            WITH sums AS MATERIALIZED (\(sums(window))), prior AS MATERIALIZED (\(sums(window.before)))
            SELECT jsonb_build_object(\(LiveObject.head(window)),
                'per_second', \(perSecond),
                'totals', \(totalsObject("sums")), 'before', \(totalsObject("prior")),
                'bot_clicks', (SELECT coalesce(sum(clicks), 0) FROM sums WHERE is_bot),
                'chart', \(LiveObject.chart(window, """
                    SELECT at, sum(clicks) AS clicks, sum(purchases) AS purchases
                    FROM sums WHERE counts GROUP BY at
                    """)),
                'top', (SELECT jsonb_object_agg(name, coalesce(rows, '[]'))
                    FROM unnest($4::text[]) AS name CROSS JOIN LATERAL (
                        SELECT jsonb_agg(jsonb_build_object('value', value, 'clicks', clicks,
                            'views', views, 'purchases', purchases) ORDER BY clicks DESC, value) AS rows
                        FROM (SELECT value, sum(clicks) AS clicks, sum(product_views) AS views,
                                sum(purchases) AS purchases
                            FROM \(top) AS r GROUP BY value ORDER BY 2 DESC, value LIMIT 8) AS best) AS list))
            """
    }

    private static let totals = [
        "clicks", "page_views", "product_views", "cart_additions", "checkouts", "purchases", "units",
    ]

    /// Sums over the rows that count. Amounts are texts, since a JSON number is rounded by whoever reads it.
    private static func totalsObject(_ rows: String) -> String {
        let fields = totals.map { "'\($0)', coalesce(sum(\($0)), 0)" }.joined(separator: ", ")
        return """
            (SELECT jsonb_build_object(\(fields), 'revenue', (SELECT coalesce(jsonb_object_agg(currency,
                    amount::text), '{}') FROM (SELECT currency, trim_scale(sum(revenue)) AS amount
                    FROM \(rows) WHERE counts AND currency <> '' GROUP BY currency) AS money))
                FROM \(rows) WHERE counts)
            """
    }

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
            FROM clicks_by_minute WHERE dimension = $1 AND value = ANY ($2::text[])
                AND is_bot = ANY ($3::boolean[])
                AND minute >= date_trunc('minute', now(), 'UTC') - interval '1 minute' AND minute <= now())
        """
}
