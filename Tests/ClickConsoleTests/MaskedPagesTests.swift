import Foundation
import Testing

@testable import ClickConsole

/// A secret in every field, and every address that tells of clicks, read by somebody who must not see it.
@Suite struct MaskedPagesTests {
    private static let secret = "s3cr3t"

    /// All that can be masked.
    private static let masks = MaskingRules.maskable

    private static let scene =
        EventTests.today + EventTests.click(secret, type: "view_item")
        + EventTests.click(secret, type: "purchase") + ShopFixture.sums
            + """
            UPDATE user_clicks SET properties = '{"email": "\(secret)", "list": [{"x": "\(secret)"}]}';
            INSERT INTO sink_offsets (topic, kafka_partition, first_offset, next_offset, stored, owner)
            VALUES ('website_clicks', 0, 0, 9, 9, 'x');
            INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, field, detail,
                record_key, payload)
            VALUES ('website_clicks', 0, 5, now(), 'wrong_type', 'price', 'price is "\(secret)"', '\(secret)',
                '{"user_id":"\(secret)","x":"{\\\\"user_id\\\\":\\\\"\(secret)\\\\"}","unknown":"\(secret)"}'),
                ('website_clicks', 0, 6, now(), 'not_json', NULL, 'it begins with "\(secret)"', NULL, '\(secret)');
            """

    private static let readable = [
        "/api/live", "/live?range=hour", "/sessions", "/sessions?format=csv", "/users", "/users?sort=revenue",
        "/users?format=csv", "/products?range=day", "/products?range=day&format=csv", "/campaigns?range=day",
        "/campaigns?range=day&by=source", "/campaigns?range=day&format=csv", "/funnels?range=day&by=device",
        "/funnels?range=day&by=source", "/funnels?range=day&by=browser&format=csv", "/paths?range=day",
        "/paths?range=day&format=csv", "/click?partition=0&offset=5", "/click?partition=0&offset=6",
        "/click?partition=0&offset=0", "/rejections", "/rejections?format=csv", "/rejections/1",
        "/rejections/2",
    ]
    /// They hold no value of a click for anybody.
    private static let harmless = [
        "/live?format=csv", "/retention", "/paths?range=day&by=event", "/api/pipeline", "/pipeline/history",
        "/api/session", "/funnels?range=day",
    ]
    private static let refused = [
        "/user/\(secret)", "/session/\(secret)/\(secret)", "/sessions?user=\(secret)",
        "/sessions?entry=/\(secret)",
        "/sessions?device=\(secret)", "/sessions?country=\(secret)&format=csv", "/users?search=\(secret)",
        "/products?search=\(secret)", "/campaigns?source=\(secret)", "/live?page=/\(secret)",
        "/live?campaign=\(secret)&device=\(secret)", "/funnels?step=:page=/\(secret)&step=purchase",
        "/funnels?step=view_item:product=\(secret)&step=purchase", "/paths?step=/\(secret)", "/audit",
    ]

    private func holds(_ body: String) -> Bool {
        body.contains(Self.secret) || body.contains(HexText.text(Array(Self.secret.utf8)))
    }

    @Test func `whoever does not see a field finds it nowhere, and finds nothing by it`() async throws {
        try await ConsoleScene.with(AccessScene.configuration(masks: Self.masks)) { scene in
            try await scene.execute(Self.scene)
            let viewer = ["Cookie": try await scene.login("vera").cookie]
            let `operator` = ["Cookie": try await scene.login("anna").cookie]
            for target in Self.readable + Self.harmless {
                let answer = try await scene.send("GET", target, viewer)
                #expect(answer.status == 200, "\(target) \(answer.body)")
                #expect(!holds(answer.body), "\(target) \(answer.body)")
                let whole = try await scene.send("GET", target, `operator`)
                #expect(
                    whole.status == 200 && holds(whole.body) == Self.readable.contains(target), "\(target)")
            }
            for target in Self.refused {
                let answer = try await scene.send("GET", target, viewer)
                #expect(answer.status == 403 && !holds(answer.body), "\(target) \(answer.body)")
                let whole = try await scene.send("GET", target, `operator`)
                #expect(whole.status != 403, "\(target)")
            }
            let request = """
                GET /api/events HTTP/1.1\r\nHost: localhost:\(scene.console.port)\r\nCookie: \(viewer["Cookie"] ?? "")\r\n\r\n
                """
            let events = try await RawSocket.exchange(
                port: scene.console.port, request, until: "\"clicks\":[{")
            #expect(events.contains("\"clicks\":[{") && !holds(events), "\(events)")
        }
    }

    @Test func `a list goes on for who sees no names, and its cursor tells none`() async throws {
        try await ConsoleScene.with(AccessScene.configuration(masks: ["user_id=hash", "session_id"])) {
            scene in
            try await scene.execute(ShopFixture.clicks)
            try await scene.execute(ShopFixture.sums)
            let viewer = ["Cookie": try await scene.login("vera").cookie]
            var seen: [Double] = []
            var after = ""
            repeat {
                let page = try await scene.send("GET", "/sessions?limit=150\(after)", viewer).object()
                let rows = page["rows"] as? [[String: Any]] ?? []
                seen += rows.compactMap { $0["started_at"] as? Double }
                #expect(rows.allSatisfy { ($0["user"] as? String)?.hasPrefix("#") == true })
                let next = page["next"] as? String
                #expect(next?.contains("user-") != true && next?.contains(".") != true)
                after = next.map { "&after=\($0)" } ?? ""
            } while !after.isEmpty && seen.count < 2000
            let all = try await scene.count("SELECT count(*) FROM sessions WHERE NOT is_bot")
            #expect(seen.count == all && seen == seen.sorted(by: >))
            try await scene.expect(400, "GET", "/sessions?after=1.2.u3s4", viewer)
        }
    }

    @Test func `amounts and counts that are made of a masked field are masked with it`() async throws {
        try await ConsoleScene.with(AccessScene.configuration(masks: ["price", "product_id"])) { scene in
            try await scene.execute(ShopFixture.clicks)
            try await scene.execute(ShopFixture.sums)
            let viewer = ["Cookie": try await scene.login("vera").cookie]
            let page = try await scene.send("GET", "/products?\(ShopFixture.span)", viewer).object()
            let rows = page["rows"] as? [[String: Any]] ?? []
            #expect(rows.count > 5)
            #expect(
                rows.allSatisfy { $0["product"] as? String == "•••" && $0["revenue"] as? String == "•••" })
            #expect(rows.allSatisfy { $0["name"] as? String != "•••" && $0["views"] is Int })
        }
    }
}
