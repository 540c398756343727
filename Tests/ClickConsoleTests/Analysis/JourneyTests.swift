import Foundation
import Testing

@Suite struct JourneyTests {
    private func users(_ scene: ConsoleScene, _ query: String) async throws -> [Int] {
        try await scene.rows("/funnels?\(ShopFixture.span)&\(query)").rows
            .filter { $0["part"] is NSNull }.compactMap { $0["users"] as? Int }
    }

    /// Every way through three steps, tried one by one.
    private static func byHand(_ steps: [String], _ window: String) -> [String] {
        let order = { (a: String, b: String) in
            "(\(b).event_time, \(b).event_id) > (\(a).event_time, \(a).event_id)"
        }
        let names = ["a", "b", "c"]
        return steps.indices.map { last in
            let tables = steps[...last].enumerated().map { index, step in
                index == 0
                    ? "user_clicks a"
                    : """
                    JOIN user_clicks \(names[index]) ON \(names[index]).user_id = a.user_id
                        AND \(order(names[index - 1], names[index])) AND \(names[index]).event_type = '\(step)'
                        AND \(names[index]).event_time - a.event_time <= interval '\(window)'
                    """
            }
            return """
                SELECT count(DISTINCT a.user_id) FROM \(tables.joined(separator: " "))
                WHERE a.event_type = '\(steps[0])' AND NOT a.is_bot
                """
        }
    }

    @Test(arguments: ["1 minute", "2 minutes", "30 minutes", "90 days"])
    func `a funnel is every way that the clicks allow within the window`(window: String) async throws {
        try await ConsoleScene.withShop { scene in
            let short =
                ["1 minute": "1m", "2 minutes": "120s", "30 minutes": "30m", "90 days": "90d"][window] ?? ""
            for steps in [
                ["view_item", "add_to_cart", "purchase"], ["page_view", "page_view", "view_item"],
                ["purchase", "view_item", "purchase"],
            ] {
                let counted = try await users(
                    scene, "window=\(short)&" + steps.map { "step=\($0)" }.joined(separator: "&"))
                var expected: [Int] = []
                for sql in Self.byHand(steps, window) { expected.append(try await scene.count(sql)) }
                #expect(counted == expected, "\(steps) \(window)")
                #expect(expected[0] > 0)
            }
        }
    }

    @Test func `a step may be at a page or of a product, and a breakdown adds up`() async throws {
        try await ConsoleScene.withShop { scene in
            let steps = "step=:page=%2Fcart&step=view_item:product=p4&window=1d"
            let counted = try await users(scene, steps)
            let first = try await scene.count(
                "SELECT count(DISTINCT user_id) FROM user_clicks WHERE page_path(page_url) = '/cart' AND NOT is_bot"
            )
            let second = try await scene.count(
                """
                SELECT count(DISTINCT a.user_id) FROM user_clicks a JOIN user_clicks b USING (user_id)
                WHERE page_path(a.page_url) = '/cart' AND b.product_id = 'p4' AND b.event_type = 'view_item'
                    AND NOT a.is_bot AND b.event_time > a.event_time
                    AND b.event_time <= a.event_time + interval '1 day'
                """)
            #expect(counted == [first, second])
            for by in ["device", "country", "source", "campaign"] {
                let rows = try await scene.rows("/funnels?\(ShopFixture.span)&\(steps)&by=\(by)").rows
                let parts = rows.filter { !($0["part"] is NSNull) && $0["step"] as? Int == 1 }
                #expect(parts.compactMap { $0["users"] as? Int }.reduce(0, +) == first, "\(by)")
                #expect(parts.count > 1)
            }
        }
    }

    @Test(arguments: ["day", "week"])
    func `retention is exactly who came again`(by: String) async throws {
        try await ConsoleScene.withShop { scene in
            let table = try await scene.rows("/retention?\(ShopFixture.span)&by=\(by)")
            #expect(!table.rows.isEmpty)
            let unit = by == "day" ? 1 : 7
            for row in table.rows {
                let (cohort, period) = (row["cohort"] as? String ?? "", row["period"] as? Int ?? -1)
                let start = { (time: String) in
                    by == "day"
                        ? "(\(time) AT TIME ZONE 'UTC')::date"
                        : "date_trunc('week', \(time) AT TIME ZONE 'UTC')::date"
                }
                let expected = try await scene.count(
                    """
                    SELECT count(*) FROM (SELECT user_id FROM user_clicks GROUP BY user_id HAVING NOT bool_or(is_bot)
                        AND \(start("min(event_time)")) = '\(cohort)'
                        AND bool_or(\(start("event_time")) = date '\(cohort)' + \(period * unit))) AS u
                    """)
                #expect(row["users"] as? Int == expected, "\(cohort) \(period)")
            }
            let newcomers = table.rows.filter { $0["period"] as? Int == 0 }
            let all = newcomers.compactMap { $0["cohort_users"] as? Int }.reduce(0, +)
            #expect(all == 240)
        }
    }

    @Test func `paths count the visits that go each way`() async throws {
        try await ConsoleScene.withShop { scene in
            // Every visit's pages one after the other, by hand.
            try await scene.execute(
                """
                CREATE TABLE walks AS SELECT user_id, session_id, (SELECT array_agg(page ORDER BY event_time, event_id)
                    FROM (SELECT event_time, event_id, page_path(page_url) AS page, lag(page_path(page_url))
                        OVER (ORDER BY event_time, event_id) AS previous FROM user_clicks c
                        WHERE c.user_id = s.user_id AND event_time BETWEEN started_at AND ended_at
                            AND (by_inactivity AND c.session_id IS NULL OR c.session_id = s.session_id)) AS p
                    WHERE page IS DISTINCT FROM previous) AS path
                FROM sessions s WHERE NOT is_bot
                """)
            let all = try await scene.rows("/paths?\(ShopFixture.span)").rows
            for (page, step) in [("/cart", 1), ("/", 1), ("/about", 2), ("/search", 3)] {
                let row = all.first { $0["name"] as? String == page && $0["step"] as? Int == step }
                let expected = try await scene.count(
                    "SELECT count(*) FROM walks WHERE path[\(step)] = '\(page)'")
                #expect(row?["visits"] as? Int == expected, "\(page) \(step)")
                #expect(expected > 0)
            }
            let chosen = try await scene.rows("/paths?\(ShopFixture.span)&step=%2Fcart").rows
            let ended = try await scene.count("SELECT count(*) FROM walks WHERE path = '{/cart}'")
            let end = chosen.first { $0["kind"] as? String == "end" && $0["step"] as? Int == 2 }
            #expect(end?["visits"] as? Int == ended)
            let anywhere = try await scene.rows("/paths?\(ShopFixture.span)&step=%2Fcart&start=anywhere").rows
            let passed = try await scene.count("SELECT count(*) FROM walks WHERE '/cart' = ANY (path)")
            #expect(anywhere.first?["visits"] as? Int == passed)
            let events = try await scene.rows("/paths?\(ShopFixture.span)&by=event").rows
            let visits = try await scene.count("SELECT count(*) FROM walks")
            let begun = events.filter { $0["step"] as? Int == 1 }.compactMap { $0["visits"] as? Int }
            #expect(begun.reduce(0, +) == visits)
        }
    }

    @Test func `of a crowd, journeys are those of some users`() async throws {
        try await ConsoleScene.withShop { scene in
            try await scene.execute(ShopFixture.crowd)
            let counted = try await scene.rows(
                "/funnels?\(ShopFixture.span)&step=page_view&step=view_item&bots=include")
            let of = try #require(counted.all["of"] as? [String: Any])
            let oneIn = try #require(of["users_one_in"] as? Int)
            #expect(oneIn == 64)
            let expected = try await scene.count(
                """
                SELECT 64 * count(DISTINCT user_id) FROM user_clicks
                WHERE event_type = 'page_view' AND (hashtext(user_id) & 8191) < 128
                """)
            #expect(counted.rows.first?["users"] as? Int == expected)
            let cohorts = try await scene.rows("/retention?\(ShopFixture.span)").all["of"] as? [String: Any]
            #expect(cohorts?["exact"] as? Bool == false)
        }
    }
}
