import ClickConsole
import Testing

@Suite struct AddressTests {
    private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    @Test func `one URL shows the page to a browser, and its data to a script`() async throws {
        try await ConsoleScene.with { scene in
            for target in ["/live?range=hour", "/pipeline"] {
                let page = try await scene.get(target, accept: Self.browser)
                #expect(page.headers["content-type"] == "text/html; charset=utf-8", "\(target)")
                #expect(page.headers["vary"] == "Accept")
                for accept in [nil, "application/json"] {
                    let data = try await scene.get(target, accept: accept)
                    #expect(data.headers["content-type"] == "application/json", "\(target)")
                    let totals = try data.object()["totals"]
                    #expect(totals != nil, "\(target)")
                }
            }
            let asked = try await scene.get("/live?range=hour&format=json", accept: Self.browser)
            let range = try asked.object()["range"] as? String
            #expect(range == "hour")
        }
    }

    @Test func `an address of nothing is not found, and one that is no text is refused`() async throws {
        try await ConsoleScene.with { scene in
            for (target, status) in [("/nothing", 404), ("/pipeline%ff", 400), ("/pipeline%4", 400)] {
                let answered = try await scene.get(target, accept: Self.browser).status
                #expect(answered == status, "\(target)")
            }
        }
    }
}
