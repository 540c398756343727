import TestBrowser
import TestProgram
import Testing

extension BrowserTests {
    @Suite struct PageTests {
        /// Every page that stands in the bar, and those that are reached from them.
        private func addresses(_ stage: Stage) async throws -> [String] {
            try await stage.browser.open(stage.url)
            try await stage.browser.wait(until: "document.querySelectorAll('.stream li a').length > 5")
            let links = "[...document.querySelectorAll('nav a')].map((a) => a.getAttribute('href'))"
            var found: [String] = []
            for area in try await stage.browser.value(links) as [String] {
                try await stage.browser.open(stage.url + area)
                try await stage.browser.wait(until: "document.querySelector('main h1')")
                for page in try await stage.browser.value(links) as [String] where !found.contains(page) {
                    found.append(page)
                }
            }
            let click = try await stage.program.query("SELECT max(id) FROM user_clicks")
            return found + ["/click", "/click/\(click)", "/click?partition=0&offset=999999999"]
        }

        @Test func `each page loads without an error, for every eye, ear and width`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.show(width: 1280)
            let addresses = try await addresses(stage)
            #expect(addresses.count >= 5)
            _ = try await browser.errors()
            for address in addresses {
                let name =
                    address == "/"
                    ? "live" : String(address.map { $0.isLetter ? $0 : "-" }.drop { $0 == "-" })
                try await browser.show(width: 1280)
                try await browser.open(stage.url + address)
                try await browser.wait(
                    until:
                        "document.querySelector('main h1') && document.querySelector('main').childElementCount > 1"
                )
                try await browser.wait(until: "document.getElementById('state').dataset.kind === 'good'")
                for isDark in [false, true] {
                    try await browser.show(width: 1280, isDark: isDark)
                    let problems: [String] = try await browser.value(PageAudit.problems)
                    #expect(problems.isEmpty, "\(address)\(isDark ? " dark" : ""): \(problems)")
                    try await browser.screenshot(name + (isDark ? "-dark" : ""))
                }
                try await browser.show(width: 320)
                let overflow: [String] = try await browser.value(PageAudit.overflow)
                #expect(overflow.isEmpty, "\(address): \(overflow)")
                try await browser.screenshot(name + "-320")
                let errors = try await browser.errors().filter { !$0.contains("404") }
                #expect(errors.isEmpty, "\(address): \(errors)")
            }
            try await browser.show(width: 1280)
        }

        @Test func `who wants less motion sees none`() async throws {
            let stage = try Stage.get()
            try await stage.browser.open(stage.url)
            try await stage.browser.wait(until: "document.getElementById('state').dataset.kind === 'good'")
            let moving = "getComputedStyle(document.querySelector('.dot')).animationName"
            #expect(try await stage.browser.value(moving) as String == "beat")
            try await stage.browser.show(width: 1280, wantsLessMotion: true)
            #expect(try await stage.browser.value(moving) as String == "none")
            try await stage.browser.show(width: 1280)
        }

        @Test func `the language is the reader's choice, and stays`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.open(stage.url)
            try await browser.wait(until: "document.querySelector('#areas a')")
            #expect(try await browser.value("document.documentElement.lang") as String == "en")
            try await browser.click("#tools select option[value=fr]")
            try await browser.wait(
                until: "document.documentElement.lang === 'fr' && document.querySelector('#areas a')")
            #expect(
                try await browser.value("document.querySelector('#areas a').textContent") as String
                    == "En direct")
            try await browser.open(stage.url + "/pipeline")
            try await browser.wait(until: "document.querySelector('main dt')")
            #expect(try await browser.value("document.documentElement.lang") as String == "fr")
            // A space that does not break stands between thousands, as French has it.
            let number: String = try await browser.value("new Intl.NumberFormat('fr').format(1234)")
            #expect(number == "1\u{202F}234")
            try await browser.screenshot("pipeline-french")
            try await browser.click("#tools select option[value=en]")
            try await browser.wait(until: "document.documentElement.lang === 'en'")
        }
    }
}
