import TestBrowser
import Testing

extension BrowserTests {
    @Suite struct LoginTests {
        @Test func `a login leads to the page that was asked for, and a logout away from all`() async throws {
            let stage = try Stage.get()
            let browser = stage.browser
            try await browser.show(width: 1280)
            try await browser.open(stage.guardedURL + "/pipeline?a=b")
            try await browser.wait(until: "document.activeElement.id === 'user'")
            #expect(
                try await browser.value("document.querySelectorAll('main dt, #areas a').length") as Int == 0)
            for isDark in [false, true] {
                try await browser.show(width: 1280, isDark: isDark)
                let problems: [String] = try await browser.value(PageAudit.problems)
                #expect(problems.isEmpty, "\(problems)")
                try await browser.screenshot("login" + (isDark ? "-dark" : ""))
            }
            try await browser.show(width: 320)
            #expect(try await browser.value(PageAudit.overflow) as [String] == [])
            try await browser.show(width: 1280)

            // By the keyboard alone.
            try await browser.type("vera", into: "#user")
            try await browser.press([.tab])
            try await browser.type("wrong password", into: "#password")
            try await browser.press([.enter])
            try await browser.wait(until: "document.querySelector('.problem').textContent.includes('wrong')")
            try await browser.type(Stage.password, into: "#password")
            try await browser.press([.enter])
            try await browser.wait(
                until: "document.querySelector('main dt') && location.pathname === '/pipeline'")
            #expect(try await browser.value("document.querySelector('.who').textContent") as String == "vera")
            #expect(
                try await browser.value("document.cookie.includes('clickstream_session')") as Bool == false)
            try await browser.reload()
            try await browser.wait(until: "document.querySelector('main dt')")
            try await browser.screenshot("logged-in")
            try await browser.click("#tools button")
            try await browser.wait(until: "document.activeElement.id === 'user'")
            try await browser.reload()
            try await browser.wait(until: "document.activeElement.id === 'user'")
            // The browser notes each 401 as an error of the network; the pages make none of their own.
            let errors = try await browser.errors().filter { !$0.contains("401") && !$0.contains("/api/") }
            #expect(errors.isEmpty, "\(errors)")
        }
    }
}
