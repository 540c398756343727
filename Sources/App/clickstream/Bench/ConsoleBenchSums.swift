/// Sums as the clicks of a day leave them: as many rows, with values of the same names and shares. Most
/// clicks are of few values, and a value has no row where nobody clicked it.
struct ConsoleBenchSums: Sendable {
    /// In a day.
    let clicks: Int

    func of(_ day: Int64, isRecent: Bool) -> String {
        let start = "to_timestamp(\(day * 86_400))"
        let hours = rows("rolled_hours", start, count: 24, length: "1 hour", lane: -1)
        let days = """
            INSERT INTO rolled_days SELECT dimension, (date '1970-01-01' + \(day)), value, -1, is_bot, currency,
                sum(clicks), sum(page_views), sum(product_views), sum(cart_additions), sum(checkouts), sum(purchases),
                sum(units), sum(revenue)
            FROM rolled_hours WHERE hour >= \(start) AND hour < \(start) + interval '1 day'
                AND hour < date_trunc('hour', now(), 'UTC') GROUP BY 1, 3, 5, 6;
            """
        let minutes = rows("clicks_by_minute", start, count: 1440, length: "1 minute", lane: 0)
        return hours + days + (isRecent ? minutes : "")
    }

    /// Clicks that are no purchase, those of programs, and purchases by currency.
    private func rows(_ table: String, _ start: String, count: Int, length: String, lane: Int) -> String {
        """
        INSERT INTO \(table)
        SELECT dimension, at, value, \(lane), is_bot, currency, n, n * is_click / 3, n * is_click * 35 / 100,
            n * is_click / 10, n * is_click / 30, n * (1 - is_click), n * (1 - is_click), n * (1 - is_click) * 49.99
        FROM (SELECT dimension, at, value, is_bot, currency, (currency = '')::integer AS is_click,
                floor(\(Double(clicks) / Double(count)) * part * share
                    + (hashtext(dimension || value || at || kind) & 1073741823) / 1073741823::float8)::bigint AS n
            FROM (VALUES ('all', 1, '', 1.0), ('event_type', 7, 'event-', 2.2), ('page', 401, '/p/', 4.6),
                    ('product', 400, 'p', 7.5), ('source', 10, 'source-', 2.5), ('campaign', 12, 'campaign-', 10),
                    ('device', 3, 'device-', 1.6), ('country', 10, 'country-', 2.5)) AS d (dimension, size, prefix, scale),
                LATERAL (SELECT prefix || CASE size WHEN 1 THEN '' ELSE rank::text END AS value,
                    (1 / (scale * (rank + 1)))::float8 AS share FROM generate_series(0, size - 1) AS rank) AS v,
                (VALUES (1, false, '', 0.93::float8), (2, true, '', 0.05), (3, false, 'EUR', 0.01),
                    (4, false, 'USD', 0.005), (5, false, 'GBP', 0.005)) AS k (kind, is_bot, currency, part),
                LATERAL (SELECT \(start) + n * interval '\(length)' AS at FROM generate_series(0, \(count - 1)) AS n) AS t
            ) AS sums
        WHERE n > 0;
        """
    }
}
