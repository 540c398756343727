import Foundation
import Testing

@Suite struct LiveTests {
    /// Rows of `clicks_by_minute` as the sink would write them: dimension, value, minutes ago, bot, currency,
    /// then clicks, product views, carts, checkouts, purchases and revenue.
    static func rollup(
        _ dimension: String, _ value: String, ago: Int = 1, bot: Bool = false, currency: String = "",
        clicks: Int, views: Int = 0, carts: Int = 0, checkouts: Int = 0, purchases: Int = 0,
        revenue: String = "0"
    ) -> String {
        """
        INSERT INTO clicks_by_minute VALUES ('\(dimension)',
            date_trunc('minute', now(), 'UTC') - interval '\(ago) minutes', '\(value)', 0, \(bot), '\(currency)',
            \(clicks), 0, \(views), \(carts), \(checkouts), \(purchases), \(purchases), \(revenue));
        """
    }

    @Test func `totals, funnel, revenue by currency and the period before are exact`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.rollup("all", "", clicks: 10, views: 6, carts: 4, checkouts: 3)
                    + Self.rollup(
                        "all", "", currency: "EUR", clicks: 2, purchases: 2, revenue: "123456789.0001")
                    + Self.rollup("all", "", currency: "JPY", clicks: 1, purchases: 1, revenue: "500")
                    + Self.rollup("all", "", bot: true, clicks: 40)
                    + Self.rollup("all", "", ago: 45, clicks: 7))
            let live = try await scene.get("/api/live?range=live").object()
            let totals = live["totals"] as? [String: Any]
            #expect(totals?["clicks"] as? Int == 13)
            #expect(totals?["product_views"] as? Int == 6)
            #expect(totals?["cart_additions"] as? Int == 4)
            #expect(totals?["checkouts"] as? Int == 3)
            #expect(totals?["purchases"] as? Int == 3)
            #expect(totals?["revenue"] as? [String: String] == ["EUR": "123456789.0001", "JPY": "500"])
            #expect((live["before"] as? [String: Any])?["clicks"] as? Int == 7)
            #expect(live["bot_clicks"] as? Int == 40)
            let chart = live["chart"] as? [[Int]] ?? []
            #expect(chart.count == 30)
            #expect(chart.map { $0[1] }.reduce(0, +) == 13)
            #expect(chart.map { $0[2] }.reduce(0, +) == 3)
        }
    }

    @Test func `bots come in where they are asked for`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.rollup("all", "", clicks: 10) + Self.rollup("all", "", bot: true, clicks: 40))
            for (bots, clicks) in [("exclude", 10), ("include", 50), ("only", 40)] {
                let live = try await scene.get("/api/live?bots=\(bots)").object()
                #expect((live["totals"] as? [String: Any])?["clicks"] as? Int == clicks)
            }
        }
    }

    @Test func `a filter counts the clicks of its value alone`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.rollup("all", "", clicks: 9) + Self.rollup("country", "FR", clicks: 5)
                    + Self.rollup("country", "DE", clicks: 4) + Self.rollup("page", "/a&b=c d", clicks: 3))
            let french = try await scene.get("/api/live?country=FR").object()
            #expect((french["totals"] as? [String: Any])?["clicks"] as? Int == 5)
            let page = try await scene.get("/api/live?page=%2Fa%26b%3Dc%20d").object()
            #expect((page["totals"] as? [String: Any])?["clicks"] as? Int == 3)
            let top = (page["top"] as? [String: Any])?["country"] as? [[String: Any]]
            #expect(top?.compactMap { $0["value"] as? String } == ["FR", "DE"])
        }
    }

    @Test func `hours and days count what was summed up and what is not yet`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.rollup("all", "", ago: 0, clicks: 1) + Self.rollup("all", "", ago: 180, clicks: 2)
                    + Self.rollup("all", "", ago: 60 * 50, clicks: 4)
                    + "UPDATE rollup_progress SET hours_before = now() - interval '5 days'; SELECT roll_hours();"
            )
            for (range, clicks) in [("hour", 1), ("day", 3), ("week", 7)] {
                let live = try await scene.get("/api/live?range=\(range)").object()
                #expect((live["totals"] as? [String: Any])?["clicks"] as? Int == clicks, "\(range)")
            }
        }
    }

    @Test func `clicks a second are those since the first click, and over whole minutes later on`()
        async throws
    {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.rollup("all", "", ago: 0, clicks: 1000)
                    + """
                    INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
                        furthest_step, purchases, entry_event_id, exit_event_id, is_bot)
                    SELECT n, false, n, now() - n * interval '1 second', now(), 1, 1, 0, 0, gen_random_uuid(),
                        gen_random_uuid(), false FROM generate_series(1, 10) AS n
                    """)
            func perSecond() async throws -> Double {
                let live = try await scene.get("/api/live").object()
                return try #require(live["per_second"] as? Double)
            }
            // 1000 clicks in the ten seconds before the insertion.
            let first = try await perSecond()
            #expect(first > 20 && first <= 100, "\(first)")
            try await scene.execute(Self.rollup("all", "", ago: 5, clicks: 1))
            let later = try await perSecond()
            #expect(later > 8 && later <= 1000.0 / 60, "\(later)")
        }
    }

    @Test func `visitors now are distinct persons of the last five minutes`() async throws {
        try await ConsoleScene.with { scene in
            func visit(_ user: String, _ id: String, ended: String, bot: Bool = false, country: String)
                -> String
            {
                """
                INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
                    furthest_step, purchases, entry_event_id, exit_event_id, country, is_bot) VALUES ('\(user)',
                    false, '\(id)', now() - interval '2 hours', now() - interval '\(ended)', 1, 1, 0, 0,
                    gen_random_uuid(), gen_random_uuid(), '\(country)', \(bot));
                """
            }
            try await scene.execute(
                visit("a", "1", ended: "1 minute", country: "FR")
                    + visit("a", "2", ended: "2 minutes", country: "FR")
                    + visit("b", "3", ended: "4 minutes", country: "DE")
                    + visit("c", "4", ended: "6 minutes", country: "FR")
                    + visit("d", "5", ended: "1 minute", bot: true, country: "FR"))
            #expect(try await scene.get("/api/live").object()["visitors"] as? Int == 2)
            #expect(try await scene.get("/api/live?country=FR").object()["visitors"] as? Int == 1)
            #expect(try await scene.get("/api/live?page=%2F").object()["visitors"] is NSNull)
        }
    }

    @Test(arguments: ["range=year", "bots=maybe", "nonsense=1", "page=", "page=a&country=b"])
    func `what is not understood is refused with a sentence`(query: String) async throws {
        try await ConsoleScene.with { scene in
            let answer = try await scene.get("/api/live?\(query)")
            #expect(answer.status == 400)
            #expect(try answer.object()["error"] as? String != nil)
        }
    }
}
