import Foundation
import TestPostgres

/// Clicks of a small shop in the first days of March 2026, made by rule and not by chance, with the sums,
/// visits and users that belong to them, by the definitions that `clickstream verify` holds the sink to.
enum ShopFixture {
    static let span = "from=2026-03-01&to=2026-03-05"

    /// 240 users and six bots; 2 to 9 clicks a visit, one to three visits each, on five days. Every third
    /// visit has no session_id. Prices are in two currencies.
    static let clicks = """
        CREATE TABLE user_clicks_march PARTITION OF user_clicks
            FOR VALUES FROM ('2026-02-01 00:00+00') TO ('2026-04-01 00:00+00');
        INSERT INTO user_clicks (event_id, event_type, event_time, user_id, session_id, page_url, page_title,
            referrer, product_id, product_name, price, quantity, currency, utm_source, utm_medium, utm_campaign,
            device, browser, os, country, is_bot, kafka_partition, kafka_offset, produced_at)
        SELECT md5(format('%s/%s/%s', u, v, n))::uuid,
            CASE (u * 7 + v * 3 + n * 5) % 6 WHEN 0 THEN 'page_view' WHEN 1 THEN 'view_item' WHEN 2 THEN 'add_to_cart'
                WHEN 3 THEN 'page_view' WHEN 4 THEN 'begin_checkout' ELSE 'purchase' END,
            timestamptz '2026-03-01 00:00+00' + (u * 37 % 1400) * interval '1 minute'
                + (v * (1 + u % 2)) * interval '1 day' + n * (20 + u % 41) * interval '1 second',
            CASE WHEN u > 240 THEN 'bot-' || u ELSE 'user-' || u END,
            CASE WHEN (u + v) % 3 > 0 THEN format('s-%s-%s', u, v) END,
            'https://shop.example/' || (ARRAY['', 'cart', 'products/p' || (u + n) % 11, 'search?q=x', 'about'])
                [1 + (u + v + n) % 5],
            'Title', CASE WHEN n = 0 AND u % 4 = 0 THEN 'https://www.google.com/' END,
            CASE WHEN (u + n) % 3 > 0 THEN 'p' || (u + n) % 11 END,
            CASE WHEN (u + n) % 3 > 0 THEN 'Product ' || (u + n) % 11 END,
            CASE WHEN (u + n) % 5 > 0 THEN 9.99 + u % 3 END, 1 + n % 2, CASE WHEN u % 2 = 0 THEN 'EUR' ELSE 'JPY' END,
            CASE WHEN u % 5 = 1 THEN 'news' END, CASE WHEN u % 5 = 1 THEN 'email' END,
            CASE WHEN u % 5 = 1 THEN 'spring' WHEN u % 5 = 2 THEN '=cmd' END,
            (ARRAY['desktop', 'mobile', 'tablet'])[1 + u % 3], 'Firefox', 'Linux', (ARRAY['FR', 'DE'])[1 + u % 2],
            u > 240, 0, u * 100 + v * 10 + n, now()
        FROM generate_series(1, 246) AS u, LATERAL generate_series(0, u % 3) AS v,
            LATERAL generate_series(0, CASE WHEN u % 9 = 0 THEN 0 ELSE 1 + (u + v) % 8 END) AS n;
        """

    /// What follows from the rows of user_clicks.
    static let sums = """
        TRUNCATE clicks_by_minute, rolled_hours, rolled_days, sessions, users, user_days;
        INSERT INTO clicks_by_minute SELECT dimension, start, value, 0, is_bot, currency, clicks, page_views,
            product_views, cart_additions, checkouts, purchases, units, revenue
        FROM expected_rollups('-infinity', '-infinity') WHERE table_name = 'clicks_by_minute';
        INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source, medium,
            campaign, device, browser, os, language, country, is_bot) SELECT * FROM expected_sessions('-infinity');
        INSERT INTO users SELECT * FROM expected_users('-infinity');
        INSERT INTO user_days SELECT * FROM expected_user_days('-infinity');
        UPDATE rollup_progress SET hours_before = '2026-01-01 00:00+00';
        SELECT roll_hours();
        """

    /// So many clicks in the sums that everything else is asked of a sample: of some users.
    static let crowd = """
        INSERT INTO rolled_days VALUES
            ('all', '2026-03-02', '', 7, false, '', 500000, 0, 0, 0, 0, 0, 0, 0);
        """
}

extension ConsoleScene {
    static func withShop(_ body: @Sendable (ConsoleScene) async throws -> Void) async throws {
        try await with { scene in
            try await scene.execute(ShopFixture.clicks)
            try await scene.execute(ShopFixture.sums)
            try await body(scene)
        }
    }

    /// The rows of a page's table, and the rest of its answer.
    func rows(_ target: String) async throws -> (rows: [[String: Any]], all: [String: Any]) {
        let all = try await get(target).object()
        return (all["rows"] as? [[String: Any]] ?? [], all)
    }
}
