import Foundation
import Testing

@Suite struct VisitPageTests {
    @Test func `the list of visits has each once, newest first, page after page`() async throws {
        try await ConsoleScene.withShop { scene in
            var seen: [String] = []
            var times: [Int] = []
            var next: String? = ""
            while let cursor = next {
                let after = cursor.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = try await scene.rows(
                    "/sessions?bots=include&limit=60" + (after.isEmpty ? "" : "&after=\(after)"))
                seen += page.rows.compactMap { "\($0["user"] ?? "")/\($0["session"] ?? "")" }
                times += page.rows.compactMap { $0["started_at"] as? Int }
                next = page.all["next"] as? String
            }
            #expect(seen.count == (try await scene.count("SELECT count(*) FROM sessions")))
            #expect(Set(seen).count == seen.count)
            #expect(times == times.sorted(by: >))
        }
    }

    @Test(arguments: [
        ("", "NOT is_bot"), ("bots=only", "is_bot"), ("source=news", "source = 'news' AND NOT is_bot"),
        ("campaign=spring&device=mobile", "campaign = 'spring' AND device = 'mobile' AND NOT is_bot"),
        ("country=FR&country=DE&bounce=yes", "is_bounce AND NOT is_bot"),
        ("converted=yes", "purchases > 0 AND NOT is_bot"), ("converted=no", "purchases = 0 AND NOT is_bot"),
        ("entry=%2Fcart", "entry_page = '/cart' AND NOT is_bot"), ("user=user-5", "user_id = 'user-5'"),
        (
            "from=2026-03-02&to=2026-03-02",
            "(started_at AT TIME ZONE 'UTC')::date = '2026-03-02' AND NOT is_bot"
        ),
    ])
    func `filters of the list keep the visits that they name`(query: String, condition: String) async throws {
        try await ConsoleScene.withShop { scene in
            let expected = try await scene.count("SELECT count(*) FROM sessions WHERE \(condition)")
            let list = try await scene.rows("/sessions?limit=10000&\(query)")
            #expect(expected > 0)
            #expect(list.rows.count == expected, "\(query)")
        }
    }

    @Test func `a visit is told click by click, with the time to the next`() async throws {
        try await ConsoleScene.withShop { scene in
            for condition in ["by_inactivity", "NOT by_inactivity"] {
                let list = try await scene.rows("/sessions?limit=500")
                let inactive = condition == "by_inactivity"
                let visit = try #require(
                    list.rows.first {
                        (($0["session"] as? String)?.contains("/") == true) == inactive
                            && ($0["clicks"] as? Int ?? 0) > 2
                    })
                let (user, session) = (visit["user"] as? String ?? "", visit["session"] as? String ?? "")
                let name = session.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let path = try await scene.rows("/session/\(user)/\(name)")
                #expect(path.rows.count == visit["clicks"] as? Int)
                let gaps = path.rows.compactMap { $0["seconds_to_next"] as? Double }
                #expect(gaps.count == path.rows.count - 1)
                #expect(abs(gaps.reduce(0, +) - (visit["seconds"] as? Double ?? 0)) < 0.11)
                let ids = path.rows.compactMap { $0["id"] as? Int }
                let same = try await scene.count(
                    """
                    SELECT count(*) FROM user_clicks WHERE user_id = '\(user)'
                        AND id IN (\(ids.map { "\($0)" }.joined(separator: ",")))
                        AND \(inactive ? "session_id IS NULL" : "session_id = '\(session)'")
                    """)
                #expect(same == ids.count)
            }
        }
    }

    @Test func `a click that came hours after its visit is in its place`() async throws {
        try await ConsoleScene.withShop { scene in
            // What arrives last has the highest id, far from the others.
            try await scene.execute(
                """
                INSERT INTO user_clicks (event_id, event_type, event_time, user_id, session_id, is_bot,
                    kafka_partition, kafka_offset, produced_at)
                SELECT gen_random_uuid(), 'search', timestamptz '2026-03-20 12:00+00', 'other', n::text, false, 0, n,
                    now() FROM generate_series(1, 5000) AS n;
                INSERT INTO user_clicks (event_id, event_type, event_time, user_id, session_id, is_bot,
                    kafka_partition, kafka_offset, produced_at)
                SELECT gen_random_uuid(), 'late', min(event_time) + interval '1 second', user_id, session_id, false, 0,
                    0, now() FROM user_clicks WHERE session_id = 's-5-2' GROUP BY user_id, session_id;
                """)
            try await scene.execute(ShopFixture.sums)
            let path = try await scene.rows("/session/user-5/s-5-2")
            let events = path.rows.compactMap { $0["event"] as? String }
            #expect(events.count > 2)
            #expect(events[1] == "late")
            let clicks = (path.all["visit"] as? [String: Any])?["clicks"] as? Int
            #expect(clicks == events.count)
        }
    }

    @Test func `what nobody knows is not found`() async throws {
        try await ConsoleScene.withShop { scene in
            for target in ["/session/user-1/none", "/session/'%20OR%201=1/--", "/user/nobody", "/session/a"] {
                let status = try await scene.get(target).status
                #expect(status == 404, "\(target)")
            }
        }
    }

    @Test func `users have the totals of their visits, and are found by the beginning of their id`()
        async throws
    {
        try await ConsoleScene.withShop { scene in
            let user = try #require(try await scene.rows("/user/user-5").all["user"] as? [String: Any])
            let clicks = try await scene.count("SELECT count(*) FROM user_clicks WHERE user_id = 'user-5'")
            #expect(user["clicks"] as? Int == clicks)
            #expect(user["visits"] as? Int == 3)
            let found = try await scene.rows("/users?search=user-23")
            #expect(Set(found.rows.compactMap { $0["user"] as? String }).count == 11)
            let rich = try await scene.rows("/users?sort=revenue")
            let most = try await scene.count(
                """
                SELECT round(max(amount) * 100) FROM (SELECT user_id, sum(price * quantity) AS amount FROM user_clicks
                    WHERE event_type = 'purchase' AND NOT is_bot GROUP BY user_id) AS u
                """)
            let first = try #require(rich.rows.first?["revenue"] as? [String: String])
            #expect(first.values.compactMap { Double($0) }.map { Int(($0 * 100).rounded()) } == [most])
        }
    }
}
