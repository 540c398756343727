import Foundation
import TestBrowser
import TestProgram
import Testing

extension BrowserTests {
    @Suite struct HostileTests {
        private static let markup = #"<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"#

        /// A click with markup in every text, sent the way of all clicks.
        private func send(_ stage: Stage, event: String) async throws {
            var click: [String: Any] = [
                "event_id": event, "event_type": "page_view", "price": 1.5, "quantity": 1,
                "event_time": ISO8601DateFormatter().string(from: Date()),
                "page_url": "https://shop.example/\(Self.markup)", "properties": ["a": Self.markup],
            ]
            for field in [
                "user_id", "session_id", "page_title", "referrer", "product_id", "product_name", "category",
                "brand", "order_id", "search_query", "utm_source", "utm_medium", "utm_campaign", "user_agent",
                "device", "browser", "os", "language", "country", "screen",
            ] { click[field] = Self.markup }
            click["currency"] = "EUR"
            let file = stage.program.directory + "/hostile.ndjson"
            let line = try JSONSerialization.data(withJSONObject: click)
            try line.write(to: URL(fileURLWithPath: file))
            let result = try await stage.program.runOnBroker(["import", file])
            #expect(result.code == 0, "\(result.errors)")
            try await stage.program.wait(
                until: "SELECT count(*) = 1 FROM user_clicks WHERE event_id = '\(event)'", seconds: 60)
        }

        @Test func `markup in every field shows as text, on every page`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            let event = UUID().uuidString.lowercased()
            try await send(stage, event: event)
            let id = try await stage.program.query("SELECT id FROM user_clicks WHERE event_id = '\(event)'")
            _ = try await stage.program.query(
                """
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, field, detail,
                    record_key, payload)
                VALUES ('website_clicks', 0, 999999, now(), $m$\(Self.markup)$m$, $m$\(Self.markup)$m$,
                    $m$\(Self.markup)$m$, $m$\(Self.markup)$m$, $m$\(Self.markup)$m$)
                """)
            let rejected = "0&offset=999999"
            let rejection = try await stage.program.query("SELECT max(id) FROM rejected_clicks")
            let pages = [
                "/click/\(id)", "/click?event_id=\(event)", "/click?partition=\(rejected)", "/?bots=include",
                "/?page=" + (Self.markup.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""),
                "/sessions?bots=include", "/products?bots=include", "/campaigns?bots=include", "/pipeline",
                "/rejections", "/rejections/\(rejection)", "/topic/website_clicks/messages", "/audit",
            ]
            for page in pages {
                try await browser.open(stage.url + page)
                try await browser.wait(
                    until:
                        "document.querySelector('main h1') && document.querySelector('main').childElementCount > 1"
                )
                if page.hasPrefix("/click") {
                    try await browser.wait(
                        until: "document.querySelector('main').innerText.includes('onerror')")
                }
                let strangers: Int = try await browser.value(
                    "document.querySelectorAll('main img, main script, [onerror]').length")
                #expect(strangers == 0, "\(page)")
                #expect(try await browser.value("typeof window.hacked") as String == "undefined", "\(page)")
            }
            try await browser.open(stage.url + pages[0])
            try await browser.wait(until: "document.querySelector('.fields')")
            let fields: String = try await browser.value("document.querySelector('.fields').innerText")
            #expect(fields.components(separatedBy: Self.markup).count > 20)
            try await browser.screenshot("hostile")
        }
    }
}
