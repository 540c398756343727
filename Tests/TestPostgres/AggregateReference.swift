/// What rollups, sessions and users have to be, worked out from `user_clicks` alone, by other means than the
/// product's.
package enum AggregateReference {
    /// One query: a row of text for each difference. None are right.
    package static let differences = """
        WITH click AS (
            SELECT *,
                nullif(session_id, '') AS session,
                CASE WHEN page_url IS NOT NULL THEN coalesce(nullif(left((regexp_match(page_url,
                    '^(?:[A-Za-z][-A-Za-z0-9+.]*://[^/?#]*)?([^?#]*)'))[1], 500), ''), '/') END AS page,
                coalesce(nullif(utm_source, ''), CASE WHEN \(host("referrer")) IS DISTINCT FROM \(host("page_url"))
                    THEN \(host("referrer")) END) AS came_from,
                CASE WHEN event_type = 'purchase' THEN price * coalesce(quantity, 1) END AS money,
                CASE WHEN event_type = 'purchase' AND price IS NOT NULL THEN coalesce(currency, 'XXX')
                    ELSE '' END AS money_currency
            FROM user_clicks
        ), fact AS (
            SELECT click.*, d.dimension, d.value FROM click, LATERAL (VALUES
                ('all', ''), ('event_type', event_type), ('page', page), ('product', nullif(product_id, '')),
                ('source', came_from), ('campaign', nullif(utm_campaign, '')), ('device', nullif(device, '')),
                ('country', nullif(country, ''))) AS d (dimension, value)
            WHERE d.value IS NOT NULL
        ), \(rollup("minute")), \(rollup("hour")), \(rollup("day")),
        found AS (
            SELECT *, coalesce(event_time - lag(event_time) OVER (PARTITION BY user_id ORDER BY event_time, event_id)
                >= interval '30 minutes', true) AS begins
            FROM click WHERE session IS NULL
        ), visit AS (
            SELECT *, user_id || ' ' || count(*) FILTER (WHERE begins)
                OVER (PARTITION BY user_id ORDER BY event_time, event_id) AS number, true AS by_inactivity FROM found
            UNION ALL SELECT *, false, session, false FROM click WHERE session IS NOT NULL
        ), revenue AS (
            SELECT user_id, by_inactivity, number, jsonb_object_agg(money_currency, amount) AS revenue
            FROM (SELECT user_id, by_inactivity, number, money_currency, sum(money) AS amount
                  FROM visit WHERE money IS NOT NULL GROUP BY 1, 2, 3, 4) AS amounts GROUP BY 1, 2, 3
        ), first_click AS (
            SELECT DISTINCT ON (user_id, by_inactivity, number) * FROM visit
            ORDER BY user_id, by_inactivity, number, event_time, event_id
        ), last_click AS (
            SELECT DISTINCT ON (user_id, by_inactivity, number) * FROM visit
            ORDER BY user_id, by_inactivity, number, event_time DESC, event_id DESC
        ), totals AS (
            SELECT user_id, by_inactivity, number, count(*) AS clicks,
                count(*) FILTER (WHERE event_type = 'page_view') AS page_views,
                max(CASE WHEN event_type = 'purchase' THEN 4
                    WHEN event_type IN ('begin_checkout', 'add_payment_info') THEN 3
                    WHEN event_type = 'add_to_cart' THEN 2 WHEN event_type = 'view_item' THEN 1 ELSE 0 END) AS step,
                count(*) FILTER (WHERE event_type = 'purchase') AS purchases, bool_or(is_bot) AS is_bot
            FROM visit GROUP BY user_id, by_inactivity, number
        ), expected_session AS (
            SELECT t.user_id, t.by_inactivity,
                CASE WHEN t.by_inactivity THEN format('%s/%s', f.event_id,
                    (extract(epoch FROM f.event_time) * 1000000)::bigint) ELSE t.number END AS session_id,
                f.event_time AS started_at, l.event_time AS ended_at, l.event_time - f.event_time AS duration,
                t.clicks, t.clicks = 1 AS is_bounce, t.page_views, t.step::smallint AS furthest_step, t.purchases,
                r.revenue, f.event_id AS entry_event_id, l.event_id AS exit_event_id, f.page AS entry_page,
                l.page AS exit_page, f.came_from AS source, f.utm_medium AS medium, f.utm_campaign AS campaign,
                f.device, f.browser, f.os, f.language, f.country, t.is_bot
            FROM totals t JOIN first_click f USING (user_id, by_inactivity, number)
                JOIN last_click l USING (user_id, by_inactivity, number)
                LEFT JOIN revenue r USING (user_id, by_inactivity, number)
        ), expected_user AS (
            SELECT user_id, min((event_time AT TIME ZONE 'UTC')::date), max((event_time AT TIME ZONE 'UTC')::date),
                bool_or(is_bot) FROM click GROUP BY user_id
        ), expected_user_day AS (
            SELECT DISTINCT (event_time AT TIME ZONE 'UTC')::date, user_id, is_bot FROM click
        )
        \(comparison("clicks_by_minute", sums("minute"), "expected_minute"))
        UNION ALL \(comparison("clicks_by_hour", sums("hour"), "expected_hour"))
        UNION ALL \(comparison("clicks_by_day", sums("day"), "expected_day"))
        UNION ALL \(comparison("sessions", "TABLE sessions", "expected_session"))
        UNION ALL \(comparison("users", "TABLE users", "expected_user"))
        UNION ALL \(comparison("user_days", "TABLE user_days", "expected_user_day"))
        """

    private static func host(_ url: String) -> String {
        """
        nullif(left(regexp_replace((regexp_match(translate(\(url), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
            'abcdefghijklmnopqrstuvwxyz'), '^[a-z][-a-z0-9+.]*://(?:[^/?#]*@)?(\\[[^]/?#]*\\]?|[^/?#:@]*)'))[1],
            '^www[.]', ''), 500), '')
        """
    }

    private static func rollup(_ grain: String) -> String {
        let start = "date_trunc('\(grain)', event_time, 'UTC')"
        return """
            expected_\(grain) AS (
                SELECT dimension, \(grain == "day" ? "(event_time AT TIME ZONE 'UTC')::date" : start) AS start, value,
                    is_bot, money_currency, count(*)::bigint,
                    sum((event_type = 'page_view')::int)::bigint, sum((event_type = 'view_item')::int)::bigint,
                    sum((event_type = 'add_to_cart')::int)::bigint,
                    sum((event_type = 'begin_checkout')::int)::bigint,
                    sum((event_type = 'purchase')::int)::bigint,
                    sum(CASE WHEN event_type = 'purchase' THEN coalesce(quantity, 1) ELSE 0 END)::bigint,
                    coalesce(sum(money), 0)
                FROM fact GROUP BY 1, 2, 3, 4, 5)
            """
    }

    /// A rollup without its lanes.
    private static func sums(_ grain: String) -> String {
        """
        SELECT dimension, \(grain), value, is_bot, currency, sum(clicks)::bigint, sum(page_views)::bigint,
            sum(product_views)::bigint, sum(cart_additions)::bigint, sum(checkouts)::bigint, sum(purchases)::bigint,
            sum(units)::bigint, sum(revenue) FROM clicks_by_\(grain) GROUP BY 1, 2, 3, 4, 5
        """
    }

    /// What either side has and the other has not.
    private static func comparison(_ name: String, _ actual: String, _ expected: String) -> String {
        """
        (SELECT '\(name) has ' || r::text FROM (\(actual) EXCEPT ALL TABLE \(expected)) AS r)
        UNION ALL (SELECT '\(name) lacks ' || r::text FROM (TABLE \(expected) EXCEPT ALL (\(actual))) AS r)
        """
    }
}
