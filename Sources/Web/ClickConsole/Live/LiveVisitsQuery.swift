internal import PostgresClient

/// The live page by several filters at once: counted from the visits that began in the time, which know where
/// they came from, and from which country, device and campaign, all together. Steps are visits here, not
/// events.
enum LiveVisitsQuery {
    static func json(
        _ request: LiveRequest, _ window: TimeWindow, _ connection: PostgresConnection
    ) throws -> String {
        let both = TimeWindow(from: window.before.from, to: window.to, bucket: window.bucket)
        let sample = try UserSample.of(both, .visits, connection)
        let parameters: [PostgresParameter] =
            [.text(request.bots.values), .texts(ClickFilter.ofVisits)]
            + request.filter.values.map { .texts($0.values) }
        let result = try connection.query(sql(request, window, both, sample), parameters)
        let facts =
            try LiveObject.facts(request) + VisitorsNow.facts(request, connection)
            + [KeptTime.read(connection).fact("visits", sample, window)]
        return LiveObject.merged(result.string(0, 0) ?? "{}", facts)
    }

    private static func sql(
        _ request: LiveRequest, _ window: TimeWindow, _ both: TimeWindow, _ sample: UserSample
    ) -> String {
        let times = sample.isEverybody ? "" : " * \(sample.oneIn)"
        return """
            WITH visits AS MATERIALIZED (
                SELECT started_at >= \(window.sqlFrom) AS is_now, is_bot = ANY ($1::boolean[]) AS counts, is_bot,
                    \(window.slot(of: "started_at")) AS at, clicks, page_views, furthest_step, purchases, revenue,
                    source, country, device, campaign
                FROM sessions WHERE \(both.holds("started_at"))\(sample.condition())\(request.filter.visitConditions(from: 3))
            )
            SELECT jsonb_build_object(\(LiveObject.head(window)), 'per_second', NULL,
                'totals', \(totals("counts AND is_now", times)), 'before', \(totals("counts AND NOT is_now", times)),
                'bot_clicks', (SELECT coalesce(sum(clicks), 0)\(times) FROM visits WHERE is_bot AND is_now),
                'chart', \(LiveObject.chart(window, """
                    SELECT at, sum(clicks)\(times) AS clicks, sum(purchases)\(times) AS purchases
                    FROM visits WHERE counts AND is_now GROUP BY at
                    """)),
                'top', (SELECT jsonb_object_agg(name, coalesce(rows, '[]'))
                    FROM unnest($2::text[]) AS name CROSS JOIN LATERAL (
                        SELECT jsonb_agg(jsonb_build_object('value', value, 'clicks', clicks,
                            'purchases', purchases) ORDER BY clicks DESC, value) AS rows
                        FROM (SELECT value, sum(clicks)\(times) AS clicks, sum(purchases)\(times) AS purchases
                            FROM (SELECT CASE name WHEN 'source' THEN source WHEN 'country' THEN country
                                    WHEN 'device' THEN device ELSE campaign END AS value, clicks, purchases
                                FROM visits WHERE counts AND is_now) AS named
                            WHERE value <> '' GROUP BY value ORDER BY 2 DESC, value LIMIT 8) AS best) AS list))
            """
    }

    private static func totals(_ condition: String, _ times: String) -> String {
        func visits(_ step: Int) -> String { "count(*) FILTER (WHERE furthest_step >= \(step))\(times)" }
        return """
            (SELECT jsonb_build_object('visits', count(*)\(times), 'clicks', coalesce(sum(clicks), 0)\(times),
                    'page_views', coalesce(sum(page_views), 0)\(times), 'product_views', \(visits(1)),
                    'cart_additions', \(visits(2)), 'checkouts', \(visits(3)), 'buying_visits', \(visits(4)),
                    'purchases', coalesce(sum(purchases), 0)\(times), 'revenue', (
                        SELECT coalesce(jsonb_object_agg(key, amount::text), '{}')
                        FROM (SELECT key, trim_scale(sum(value::numeric)\(times)) AS amount
                            FROM visits, jsonb_each_text(revenue) WHERE \(condition) GROUP BY key) AS money))
                FROM visits WHERE \(condition))
            """
    }
}
