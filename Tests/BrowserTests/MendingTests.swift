import Foundation
import TestBrowser
import TestProgram
import Testing

extension BrowserTests {
    /// What is sent again from the pages: as it was, or mended.
    @Suite struct MendingTests {
        /// Does an action as a page does, and waits until it is done.
        private func act(_ browser: Browser, _ path: String, _ body: String) async throws {
            let _: Bool = try await browser.value(
                """
                (() => { window.acted = null;
                fetch("/api/session").then((r) => r.json()).then(({ csrf }) => fetch("\(path)", { method: "POST",
                    headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" }, body: JSON.stringify(\(body)) }))
                    .then((r) => r.text()).then((text) => { window.acted = text; });
                return true; })()
                """)
            try await browser.wait(until: "window.acted !== null")
            let answer: String = try await browser.value("window.acted")
            #expect(!answer.contains("\"error\""), "\(answer)")
        }

        private func read(_ browser: Browser, _ path: String) async throws -> String {
            let _: Bool = try await browser.value(
                "(() => { window.seen = null; fetch('\(path)').then((r) => r.text()).then((t) => { window.seen = t; }); return true; })()"
            )
            try await browser.wait(until: "window.seen !== null")
            return try await browser.value("window.seen")
        }

        @Test func `a message that is sent again is the same, whatever it holds`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.open(stage.url + "/kafka")
            try await browser.wait(until: "document.querySelector('main table')")
            try await act(browser, "/topic", "{ name: 'again', partitionsNumber: 1, replicationFactor: 1 }")
            let headers = """
                [{ name: "a", value: "1" }, { name: "a", hex: "00ff" }, { name: "b", value: null }]
                """
            try await act(
                browser, "/topic/again/addmessage", "{ key: 'k', tombstone: true, headers: \(headers) }")
            try await act(browser, "/topic/again/addmessage", "{ keyHex: '00', valueHex: 'fffe' }")
            try await act(browser, "/topic/again/addmessage", "{ value: 'x'.repeat(300000) }")
            for index in [0, 1] {
                try await browser.open(stage.url + "/topic/again/messages")
                try await browser.wait(until: "document.querySelectorAll('.message').length >= 3")
                let place = "0:\(index)"
                let message =
                    "[...document.querySelectorAll('.message')].find((m) => m.querySelector('.place').textContent === '\(place)')"
                let _: Bool = try await browser.value("(\(message).open = true)")
                try await browser.wait(
                    until: "\(message).querySelectorAll('.message-body button').length > 0")
                let _: Bool = try await browser.value(
                    "([...\(message).querySelectorAll('.message-body button')].at(-1).click(), true)")
                try await browser.wait(until: "document.querySelector('dialog .primary')")
                let _: Bool = try await browser.value(
                    "(document.querySelector('dialog .primary').click(), true)")
                try await browser.wait(until: "document.querySelector('dialog [role=status]')")
            }
            let all = try await read(browser, "/api/kafka/topic/again/messages?from=oldest&format=json")
            let messages = all.components(separatedBy: "\"partition\":0,").dropFirst()
                .map { $0.drop { $0 != "k" }.prefix { $0 != "]" } }
            #expect(messages.count == 5, "\(all.prefix(3000))")
            #expect(
                messages.first == messages[messages.startIndex + 3]
                    && messages[messages.startIndex + 1] == messages.last)
            // What was cut for the page is not sent as something else.
            try await browser.open(stage.url + "/topic/again/messages")
            let large =
                "[...document.querySelectorAll('.message')].find((m) => m.querySelector('.place').textContent === '0:2')"
            try await browser.wait(until: large)
            let _: Bool = try await browser.value("(\(large).open = true)")
            try await browser.wait(until: "\(large).querySelector('.message-body button[disabled]')")
        }

        @Test func `a rejected record is mended, sent again and followed, and the audit tells it`()
            async throws
        {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.open(stage.url + "/pipeline")
            try await browser.wait(until: "document.querySelectorAll('.lines svg').length === 4", seconds: 60)
            try await browser.wait(until: "document.querySelector('.verdict.good')")
            let sum: String = try await browser.value("document.querySelector('.verdict').textContent")
            #expect(sum.contains("produced =") && sum.contains("waiting"), "\(sum)")
            try await browser.screenshot("pipeline-curves")

            let bad =
                "{ event_id: crypto.randomUUID(), event_type: 'page_view', event_time: new Date().toISOString(), user_id: 'mended', price: 'much' }"
            try await act(
                browser, "/topic/website_clicks/addmessage",
                "{ key: 'mended', value: JSON.stringify(\(bad)) }")
            try await stage.program.wait(
                until: "SELECT count(*) > 0 FROM rejected_clicks WHERE record_key = 'mended'")
            try await browser.open(stage.url + "/rejections?reason=wrong_type")
            try await browser.wait(until: "document.querySelector('main td a[href^=\"/rejections/\"]')")
            let problems: [String] = try await browser.value(PageAudit.problems)
            #expect(problems.isEmpty, "\(problems)")
            try await browser.click("main td a[href^=\"/rejections/\"]")
            try await browser.wait(until: "document.querySelector('.mend textarea')")
            #expect(try await browser.value(PageAudit.problems) as [String] == [])
            try await browser.click(".mend .chief")
            try await browser.wait(
                until: "document.querySelector('.mend [role=status]').textContent.includes('rejected again')")
            let _: Bool = try await browser.value(
                "(document.querySelector('.mend textarea').value = document.querySelector('.mend textarea').value.replace('\"much\"', '9.5'), true)"
            )
            try await browser.screenshot("rejection")
            try await browser.click(".mend .chief")
            try await browser.wait(until: "document.querySelector('.mend [role=status] a')")
            try await stage.program.wait(
                until: "SELECT count(*) = 1 FROM user_clicks WHERE user_id = 'mended' AND price = 9.5")
            try await browser.open(stage.url + "/audit")
            try await browser.wait(
                until:
                    "document.querySelector('main td .badge.good') && document.querySelector('main td .badge.bad')"
            )
            let trail: String = try await browser.value("document.querySelector('main table').innerText")
            #expect(trail.contains("/retry") && trail.contains("/addmessage"), "\(trail)")
            #expect(try await browser.value(PageAudit.problems) as [String] == [])
            try await browser.screenshot("audit")
        }
    }
}
