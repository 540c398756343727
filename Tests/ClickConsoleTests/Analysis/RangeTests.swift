import Foundation
import Testing

@Suite struct RangeTests {
    private func clicks(_ scene: ConsoleScene, _ query: String) async throws -> Int? {
        let live = try await scene.get("/api/live?bots=include&\(query)").object()
        return (live["totals"] as? [String: Any])?["clicks"] as? Int
    }

    @Test func `any time counts exactly its clicks, whichever sums it is made of`() async throws {
        try await ConsoleScene.withShop { scene in
            for (query, from, to, bucket) in [
                ("from=2026-03-01&to=2026-03-05", "2026-03-01", "2026-03-06", "hour"),
                ("from=2026-03-02", "2026-03-02", "2099-01-01", "week"),
                (
                    "from=2026-03-01T10:17:00Z&to=2026-03-03T21:43:00Z", "2026-03-01 10:17",
                    "2026-03-03 21:43", "hour"
                ),
                (
                    "from=2026-03-01T00:30:00%2B02:00&to=2026-03-04T23:59:00Z", "2026-02-28 22:30",
                    "2026-03-04 23:59", "hour"
                ),
                (
                    "from=2026-03-01T10:17Z&to=2026-03-01T11:05Z", "2026-03-01 10:17", "2026-03-01 11:05",
                    "minute"
                ),
                (
                    "from=2026-01-10T01:01Z&to=2026-03-03T02:02Z", "2026-01-10 01:01", "2026-03-03 02:02",
                    "day"
                ),
                ("range=all", "2000-01-01", "2099-01-01", nil),
            ] {
                let expected = try await scene.count(
                    """
                    SELECT count(*) FROM user_clicks
                    WHERE event_time >= timestamp '\(from)' AT TIME ZONE 'UTC'
                        AND event_time < timestamp '\(to)' AT TIME ZONE 'UTC'
                    """)
                #expect(expected > 0)
                #expect(try await clicks(scene, query) == expected, "\(query)")
                if let bucket, bucket != "week" {
                    let live = try await scene.get("/api/live?\(query)").object()
                    #expect(live["bucket"] as? String == bucket, "\(query)")
                }
            }
        }
    }

    @Test func `of what retention has dropped only that is claimed which is kept`() async throws {
        try await ConsoleScene.withShop { scene in
            func of(_ target: String) async throws -> [String: Any] {
                try await scene.get(target).object()["of"] as? [String: Any] ?? [:]
            }
            let (whole, odd) = ("from=2026-03-02&to=2026-03-05", "from=2026-03-02T10:17Z&to=2026-03-05")
            for target in ["/live?\(odd)", "/campaigns?\(whole)"] {
                let facts = try await of(target)
                #expect(facts["exact"] as? Bool == true && facts["kept_from"] is NSNull, "\(target)")
            }
            try await scene.execute("UPDATE retention_horizon SET dropped_before = '2026-03-04'")
            // Hours and days stay, minutes and visits do not.
            for target in [
                "/live?\(whole)", "/products?\(whole)", "/campaigns?from=2026-03-04&to=2026-03-05",
            ] {
                let facts = try await of(target)
                #expect(facts["exact"] as? Bool == true && facts["kept_from"] is NSNull, "\(target)")
            }
            for target in [
                "/live?\(odd)", "/products?\(odd)", "/campaigns?\(whole)", "/funnels?\(whole)",
                "/retention?\(whole)",
                "/paths?\(whole)", "/live?country=FR&device=mobile&\(whole)",
            ] {
                let facts = try await of(target)
                #expect(facts["exact"] as? Bool == false, "\(target)")
                #expect(facts["kept_from"] as? Int == 1_772_582_400_000, "\(target) \(facts)")
            }
        }
    }

    @Test func `bars add up to the total, and the period before is the same time before it`() async throws {
        try await ConsoleScene.withShop { scene in
            let live = try await scene.get("/live?from=2026-03-03&to=2026-03-04T12:30:00Z").object()
            let chart = try #require(live["chart"] as? [[Int]])
            let totals = try #require(live["totals"] as? [String: Any])
            #expect(chart.map { $0[1] }.reduce(0, +) == totals["clicks"] as? Int)
            #expect(chart.map { $0[2] }.reduce(0, +) == totals["purchases"] as? Int)
            let before = try await scene.count(
                """
                SELECT count(*) FROM user_clicks WHERE NOT is_bot
                    AND event_time >= '2026-03-01 11:30+00' AND event_time < '2026-03-03 00:00+00'
                """)
            #expect((live["before"] as? [String: Any])?["clicks"] as? Int == before)
        }
    }

    @Test func `several values of one filter count together`() async throws {
        try await ConsoleScene.withShop { scene in
            let expected = try await scene.count(
                "SELECT count(*) FROM user_clicks WHERE device IN ('mobile', 'tablet')")
            let counted = try await clicks(scene, "\(ShopFixture.span)&device=mobile&device=tablet")
            #expect(counted == expected)
        }
    }

    @Test func `several filters at once are counted from visits, and say so`() async throws {
        try await ConsoleScene.withShop { scene in
            let live = try await scene.get(
                "/live?\(ShopFixture.span)&device=mobile&country=DE&campaign=spring"
            )
            .object()
            let condition =
                "WHERE device = 'mobile' AND country = 'DE' AND campaign = 'spring' AND NOT is_bot"
            let totals = try #require(live["totals"] as? [String: Any])
            let visits = try await scene.count("SELECT count(*) FROM sessions \(condition)")
            #expect(visits > 5)
            #expect(totals["visits"] as? Int == visits)
            let clicks = try await scene.count("SELECT sum(clicks) FROM sessions \(condition)")
            #expect(totals["clicks"] as? Int == clicks)
            let carts = try await scene.count(
                "SELECT count(*) FROM sessions \(condition) AND furthest_step > 1")
            #expect(totals["cart_additions"] as? Int == carts)
            #expect((live["chart"] as? [[Int]])?.map { $0[1] }.reduce(0, +) == clicks)
            let source = live["of"] as? [String: Any]
            #expect(source?["source"] as? String == "visits")
            #expect(source?["exact"] as? Bool == true)
        }
    }

    @Test(arguments: [
        "range=day&from=2026-03-01", "to=2026-03-01", "from=yesterday", "from=2026-02-30",
        "from=2026-03-01T25:00Z",
        "from=2026-03-02&to=2026-03-01", "from=1970-01-01&to=2199-01-01", "from=2026-03-01T25:00:00Z",
        "range=day&range=day", "page=%2F&country=FR", "from=2026-03-01T10:00:00Z'--", "from=-2026-03-01",
    ])
    func `a time or filter that is not understood is refused with a sentence`(query: String) async throws {
        try await ConsoleScene.with { scene in
            let answer = try await scene.get("/live?\(query)")
            #expect(answer.status == 400, "\(query)")
            let sentence = try answer.object()["error"] as? String
            #expect(sentence?.hasSuffix(".") == true)
        }
    }
}
