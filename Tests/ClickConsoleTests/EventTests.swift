import ClickConsole
import Foundation
import Testing

@Suite struct EventTests {
    /// A row of today's table, with a text in every field that takes any.
    static func click(_ text: String, type: String = "page_view") -> String {
        """
        SELECT make_day();
        INSERT INTO user_clicks (event_id, event_type, event_time, user_id, session_id, page_url, page_title,
            referrer, product_id, product_name, category, brand, price, quantity, currency, order_id, search_query,
            utm_source, utm_medium, utm_campaign, user_agent, device, browser, os, language, country, screen,
            is_bot, source, kafka_partition, kafka_offset, produced_at)
        SELECT gen_random_uuid(), '\(type)', now(), t, t, 'https://shop.example/' || t, t, t, t, t, t, t, 1.5, 1,
            t, t, t, t, t, t, t, t, t, t, t, t, t, false, t, 0, 0, now() FROM (SELECT $t$\(text)$t$) AS x (t);
        """
    }

    static let today = """
        CREATE FUNCTION make_day() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
            EXECUTE format('CREATE TABLE IF NOT EXISTS user_clicks_today PARTITION OF user_clicks
                FOR VALUES FROM (%L) TO (%L)', now() - interval '1 day', now() + interval '1 day');
        END $$;
        """

    static func events(of scene: ConsoleScene) -> String {
        "GET /api/events HTTP/1.1\r\nHost: localhost:\(scene.console.port)\r\n\r\n"
    }

    /// The data of the events that came, as JSON.
    static func data(_ answer: String) throws -> [[String: Any]] {
        // What was read may end in the middle of an event.
        let whole = answer.range(of: "\n\n", options: .backwards).map { answer[..<$0.upperBound] } ?? ""
        return try whole.components(separatedBy: "\n").filter { $0.hasPrefix("data: ") }.compactMap {
            try JSONSerialization.jsonObject(with: Data($0.dropFirst(6).utf8)) as? [String: Any]
        }
    }

    @Test func `a click is pushed when it is committed`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(Self.today)
            let answer = try await RawSocket.exchange(
                port: scene.console.port, Self.events(of: scene), until: "\"pushed-one\""
            ) {
                try await scene.execute(
                    "BEGIN;" + Self.click("pushed-one") + "NOTIFY clickstream_commits, '{}'; COMMIT;")
            }
            #expect(answer.contains("text/event-stream"))
            let last = try #require(try Self.data(answer).last)
            let clicks = try #require(last["clicks"] as? [[String: Any]])
            #expect(clicks.first?["product_name"] as? String == "pushed-one")
        }
    }

    @Test func `script in every field comes as text in JSON`() async throws {
        let script = #"<script>alert("1")</script>\'&"# + "\u{2028}"
        try await ConsoleScene.with { scene in
            try await scene.execute(Self.today + Self.click(script))
            let answer = try await RawSocket.exchange(
                port: scene.console.port, Self.events(of: scene), until: "\"clicks\": [{")
            #expect(answer.contains("text/event-stream"))
            let click = try #require(try Self.data(answer).last?["clicks"] as? [[String: Any]]).first
            for field in ["user", "title", "product", "product_name", "device", "source", "campaign"] {
                #expect(click?[field] as? String == script, "\(field)")
            }
            try await scene.execute(
                LiveTests.rollup("page", script.replacing("'", with: "''"), clicks: 3))
            let live = try await scene.get("/api/live")
            #expect(live.headers["content-type"] == "application/json")
            let top = try #require(try live.object()["top"] as? [String: [[String: Any]]])
            #expect(top["page"]?.first?["value"] as? String == script)
        }
    }

    @Test func `a burst of commits comes as few events with a bounded number of clicks`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(Self.today)
            let answer = try await RawSocket.exchange(
                port: scene.console.port, Self.events(of: scene), until: "\"burst-end\""
            ) {
                // In one request: the server is to commit them faster than anybody reads.
                let burst = (0..<100).map { number in
                    "BEGIN;" + Self.click("burst-\(number)")
                        + "NOTIFY clickstream_commits, '\(number)'; COMMIT;"
                }
                try await scene.execute(burst.joined())
                try await scene.execute(
                    "BEGIN;" + Self.click("burst-end") + "NOTIFY clickstream_commits, 'end'; COMMIT;")
            }
            let events = try Self.data(answer)
            #expect(!events.isEmpty && events.count < 100)
            for event in events { #expect((event["clicks"] as? [Any])?.count ?? 0 <= 40) }
        }
    }

    @Test func `a console with an open stream stops at once`() async throws {
        try await ConsoleScene.with { scene in
            _ = try await RawSocket.exchange(
                port: scene.console.port, Self.events(of: scene), until: "event: clicks")
        }
    }
}
