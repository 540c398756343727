import TestBrowser
import TestProgram
import Testing

extension BrowserTests {
    @Suite struct LiveTests {
        @Test func `a click appears by itself, and leads to its own page`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.open(stage.url + "/?bots=include")
            try await browser.wait(until: "document.querySelector('.stream li')")
            let first: String = try await browser.value("document.querySelector('.stream li').dataset.id")
            try await browser.wait(
                until: "Number(document.querySelector('.stream li').dataset.id) > \(first)")
            // Of a stream that stands still.
            try await browser.click(".head button[aria-pressed]")
            let id: String = try await browser.value("document.querySelector('.stream li').dataset.id")
            try await browser.click(".stream li:first-child a")
            try await browser.wait(
                until: "location.pathname === '/click/\(id)' && document.querySelector('.fields')")
            #expect(try await browser.value("document.querySelectorAll('.way li').length") as Int == 4)
            let seen: String = try await browser.value("document.querySelector('.fields').innerText")
            let event = try await stage.program.query("SELECT event_id FROM user_clicks WHERE id = \(id)")
            #expect(seen.contains(event))
            // The private server keeps when each transaction was committed.
            let committed: String = try await browser.value(
                "document.querySelector('.way li:last-child').innerText")
            #expect(!committed.contains("–"), "\(committed)")
        }

        @Test func `a value that is clicked filters, in the address and in the list`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.open(stage.url)
            try await browser.wait(until: "document.querySelector('.top .row[data-key^=\"event_type=\"]')")
            let key: String = try await browser.value(
                "document.querySelector('.top .row[data-key^=\"event_type=\"]').dataset.key")
            let type = String(key.dropFirst("event_type=".count))
            try await browser.click(".top .row[data-key^=\"event_type=\"]")
            try await browser.wait(
                until: "new URLSearchParams(location.search).get('event_type') === '\(type)'")
            let only = "[...document.querySelectorAll('.stream .type')]"
            try await browser.wait(
                until:
                    "\(only).length && \(only).every((t) => t.textContent === '\(type)'.replaceAll('_', ' '))"
            )
            // Back is where one came from.
            let _: String? = try await browser.value("history.back()")
            try await browser.wait(until: "location.search === ''")
        }

        @Test func `everything is reached by the keyboard`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.open(stage.url)
            try await browser.wait(
                until: "document.querySelector('.chart') && document.querySelector('#areas a')")
            try await browser.press([.tab])
            #expect(try await browser.value("document.activeElement.id") as String == "skip")
            try await browser.press([.enter])
            #expect(try await browser.value("document.activeElement.id") as String == "main")
            try await browser.open(stage.url)
            try await browser.wait(
                until: "document.querySelector('.chart') && document.querySelector('#areas a')")
            var reached: [String] = []
            for _ in 0..<40 {
                try await browser.press([.tab])
                let focus: String = try await browser.value(
                    """
                    (() => { const node = document.activeElement, style = getComputedStyle(node);
                    return (style.outlineStyle === "none" ? "no outline: " : "") + node.tagName + " " + (node.getAttribute("href") || node.className.baseVal || node.className || node.id); })()
                    """)
                reached.append(focus)
                if focus == "svg chart" { break }
            }
            #expect(reached.last == "svg chart", "\(reached)")
            #expect(reached.contains("A /pipeline") && reached.contains { $0.hasPrefix("SELECT") })
            #expect(reached.allSatisfy { !$0.hasPrefix("no outline") }, "\(reached)")
            try await browser.press([.left])
            try await browser.wait(until: "document.querySelector('.hint').textContent.length > 5")
        }

        @Test func `the pipeline page keeps the focus while its numbers change`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.open(stage.url + "/pipeline")
            try await browser.wait(until: "document.querySelector('main .scroll')")
            let numbers = "document.querySelector('main .verdict').textContent"
            let before: String = try await browser.value(
                "(document.querySelector('main .scroll').focus(), \(numbers))")
            try await browser.wait(until: "\(numbers) !== '\(before)'")
            let isKept: Bool = try await browser.value(
                "document.activeElement === document.querySelector('main .scroll')")
            #expect(isKept)
        }
    }
}
