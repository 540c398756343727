internal import PostgresClient

/// What an event of the stream carries: the newest clicks, as many as a screen shows, and the totals.
enum FeedQuery {
    static let clicks = 40

    static func json(_ connection: PostgresConnection) throws -> String {
        try connection.query(sql).string(0, 0) ?? "{}"
    }

    private static let sql = """
        SELECT jsonb_build_object(
            'now', (extract(epoch FROM now()) * 1000)::bigint,
            'totals', (SELECT jsonb_build_object('stored', coalesce(sum(stored), 0),
                'duplicates', coalesce(sum(duplicates), 0), 'rejected', coalesce(sum(rejected), 0))
                FROM sink_offsets),
            'clicks', (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY id DESC), '[]') FROM (
                SELECT id, event_type, (extract(epoch FROM event_time) * 1000)::bigint AS time,
                    left(user_id, 128) AS "user", left(page_path(page_url), 300) AS page,
                    left(page_title, 300) AS title, left(product_id, 200) AS product,
                    left(product_name, 300) AS product_name,
                    trim_scale(price)::text AS price, quantity, left(currency, 20) AS currency,
                    left(country, 60) AS country, left(device, 60) AS device,
                    left(click_source(utm_source, referrer, page_url), 300) AS source,
                    left(utm_campaign, 300) AS campaign, is_bot,
                    (extract(epoch FROM ingested_at - produced_at) * 1000)::bigint AS delay
                FROM user_clicks ORDER BY id DESC LIMIT \(clicks)) AS c))
        """
}
