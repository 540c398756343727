import PostgresClient

/// Tables as a number of clicks over thirty days would leave them, made by PostgreSQL itself, a day at a
/// time. The sums by minute are those of the last two days: pages read no others.
struct ConsoleBenchData: Sendable {
    static let days = 30
    /// Visits have one to seven clicks.
    private static let clicksPerVisit = 4

    let clicks: Int

    func fill(_ connection: PostgresConnection, progress: (String) -> Void) throws {
        let today = try connection.query("SELECT (now() AT TIME ZONE 'UTC')::date - date '1970-01-01'")
        let last = today.integer(0, 0) ?? 0
        try connection.execute("SET synchronous_commit = off; SET work_mem = '256MB'; SET jit = off")
        try connection.execute("UPDATE rollup_progress SET hours_before = date_trunc('hour', now(), 'UTC')")
        for day in (last - Int64(Self.days) + 1)...last {
            try connection.execute(Self.partition(day))
            try connection.transaction {
                try connection.execute(clicksOf(day))
                try connection.execute(Self.visits(day))
                try connection.execute(Self.users(day))
                try connection.execute(
                    ConsoleBenchSums(clicks: clicks / Self.days).of(day, isRecent: day > last - 2))
            }
            progress("Filled \(day - last + Int64(Self.days)) of \(Self.days) days.")
        }
        try connection.execute(
            """
            DELETE FROM clicks_by_minute WHERE minute > now();
            DELETE FROM rolled_hours WHERE hour >= date_trunc('hour', now(), 'UTC')
            """)
        progress("Tidying up.")
        try connection.execute("SET maintenance_work_mem = '1GB'")
        for table in [
            "user_clicks", "sessions", "users", "user_days", "clicks_by_minute", "rolled_hours",
            "rolled_days",
        ] {
            try connection.execute("VACUUM (ANALYZE) \(table)")
        }
    }

    private static func date(_ day: Int64) -> String { "(date '1970-01-01' + \(day))" }
    private static func time(_ day: Int64) -> String { "to_timestamp(\(day * 86_400))" }
    private static func table(_ day: Int64) -> String { "user_clicks_bench_\(day)" }

    private static func partition(_ day: Int64) -> String {
        """
        DO $$ BEGIN EXECUTE format('CREATE TABLE \(table(day)) PARTITION OF user_clicks FOR VALUES FROM (%L) TO (%L)',
            \(time(day)), \(time(day + 1))); END $$
        """
    }

    /// A random number from 0 to 1 that is the same for the same visit and click.
    private static func chance(_ salt: Int) -> String {
        "((hashint8((visit * 8 + click) * 64 + \(salt)) & 1073741823) / 1073741823::float8)"
    }

    /// By the time of their visits, which overlap, as clicks arrive.
    private func clicksOf(_ day: Int64) -> String {
        let visits = max(1, clicks / Self.days / Self.clicksPerVisit)
        let first = day * 10_000_000
        return """
            INSERT INTO \(Self.table(day)) (id, event_id, event_type, event_time, user_id, session_id, page_url,
                page_title, referrer, product_id, product_name, price, quantity, currency, utm_source, utm_medium,
                utm_campaign, user_agent, device, browser, os, language, country, is_bot, source, kafka_partition,
                kafka_offset, produced_at)
            SELECT \(day)::bigint * 100000000 + row_number() OVER (),
                (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000'
                    || lpad(to_hex(visit & 65535), 4, '8') || lpad(to_hex(visit * 8 + click), 12, '0'))::uuid,
                event, at, 'u' || person, 's' || visit,
                'https://shop.example/' || CASE WHEN click = 0 AND person % 3 = 0 THEN '' WHEN event = 'search'
                    THEN 'search?q=' || item WHEN event LIKE '%checkout' THEN 'checkout' ELSE 'p/' || item END,
                'A page of the shop', CASE WHEN click = 0 THEN 'https://www.google.com/' END,
                CASE WHEN event IN ('view_item', 'add_to_cart', 'purchase') THEN 'p' || item END,
                CASE WHEN event IN ('view_item', 'add_to_cart', 'purchase') THEN 'Product ' || item END,
                CASE WHEN event IN ('view_item', 'add_to_cart', 'purchase') THEN 5 + item % 90 + 0.99 END, 1,
                CASE WHEN event = 'purchase' THEN (ARRAY['EUR', 'USD', 'GBP'])[1 + person % 3] END,
                CASE WHEN person % 4 = 0 THEN 'source-' || person % 9 END,
                CASE WHEN person % 4 = 0 THEN 'cpc' END,
                CASE WHEN person % 4 = 0 THEN 'campaign-' || person % 12 END, 'Mozilla/5.0 (X11; Linux x86_64)',
                (ARRAY['mobile', 'mobile', 'desktop', 'tablet'])[1 + person % 4],
                (ARRAY['Chrome', 'Safari', 'Firefox'])[1 + person % 3], (ARRAY['Android', 'iOS', 'Linux'])[1 + person % 3],
                'en', (ARRAY['FR', 'DE', 'US', 'GB', 'IT', 'ES', 'NL', 'SE', 'PL', 'JP'])[1 + person % 10],
                person % 20 = 19, 'simulator', visit % 4, \(day)::bigint * 100000000 + visit * 8 + click, at
            FROM (SELECT visit, click, person, (power(\(Self.chance(1)), 3) * 400)::integer AS item,
                    \(Self.time(day)) + (visit - \(first)) * interval '86300 seconds' / \(visits)
                        + click * (5 + person % 40) * interval '0.33 seconds' AS at,
                    CASE WHEN click = 0 THEN 'page_view' WHEN \(Self.chance(2)) < 0.35 THEN 'view_item'
                        WHEN \(Self.chance(2)) < 0.60 THEN 'page_view' WHEN \(Self.chance(2)) < 0.80 THEN 'search'
                        WHEN \(Self.chance(2)) < 0.92 THEN 'add_to_cart' WHEN \(Self.chance(2)) < 0.97
                        THEN 'begin_checkout' ELSE 'purchase' END AS event
                FROM (SELECT visit, click,
                        (power((hashint8(visit) & 1073741823) / 1073741823::float8, 2) * \(max(10, clicks / 20)))::integer AS person
                    FROM generate_series(\(first)::bigint, \(first + Int64(visits) - 1)::bigint) AS visit,
                        LATERAL generate_series(0, (hashint8(visit * 3) & 1073741823) % 7) AS click) AS v) AS c
            """
    }

    private static func visits(_ day: Int64) -> String {
        """
        INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source, medium,
            campaign, device, browser, os, language, country, is_bot)
        SELECT min(user_id), false, session_id, min(event_time), max(event_time), count(*),
            count(*) FILTER (WHERE event_type = 'page_view'),
            max(CASE event_type WHEN 'purchase' THEN 4 WHEN 'begin_checkout' THEN 3 WHEN 'add_to_cart' THEN 2
                WHEN 'view_item' THEN 1 ELSE 0 END), count(*) FILTER (WHERE event_type = 'purchase'),
            CASE WHEN bool_or(event_type = 'purchase') THEN jsonb_build_object(max(currency),
                sum(price) FILTER (WHERE event_type = 'purchase')) END,
            (min(event_id::text))::uuid, (max(event_id::text))::uuid, '/p/' || right(min(session_id), 2),
            '/p/' || right(session_id, 2), coalesce(min(utm_source), 'google.com'), min(utm_medium), min(utm_campaign),
            min(device), min(browser), min(os), min(language), min(country), bool_or(is_bot)
        FROM \(table(day)) GROUP BY session_id ORDER BY min(event_time)
        """
    }

    private static func users(_ day: Int64) -> String {
        """
        INSERT INTO users SELECT user_id, \(date(day)), \(date(day)), bool_or(is_bot) FROM \(table(day)) GROUP BY user_id
        ON CONFLICT (user_id) DO UPDATE SET last_day = excluded.last_day;
        INSERT INTO user_days SELECT DISTINCT \(date(day)), user_id COLLATE "C", is_bot FROM \(table(day)) ORDER BY 2
        """
    }
}
