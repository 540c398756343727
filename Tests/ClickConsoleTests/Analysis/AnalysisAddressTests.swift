import Foundation
import Testing

@Suite struct AnalysisAddressTests {
    private static let pages = [
        "/sessions", "/users", "/users?sort=revenue", "/users?search=x", "/products", "/campaigns",
        "/funnels",
        "/funnels?by=device", "/retention", "/retention?by=week", "/paths", "/paths?by=event",
    ]

    @Test func `an empty database has empty tables, in every form`() async throws {
        try await ConsoleScene.with { scene in
            for page in Self.pages {
                for range in ["", "range=all", "range=live", "from=2020-01-01"] {
                    let target = page + (page.contains("?") ? "&" : "?") + range
                    let answer = try await scene.get(target)
                    #expect(answer.status == 200, "\(target) \(answer.body)")
                    let users = (try answer.object()["rows"] as? [[String: Any]])?.compactMap {
                        $0["users"] as? Int
                    }
                    #expect(users?.allSatisfy { $0 == 0 } == true, "\(target)")
                }
                let csv = try await scene.get(page, accept: "text/csv")
                #expect(csv.status == 200)
                #expect(csv.body.hasSuffix("\r\n"))
                let shell = try await scene.get(page, accept: "text/html")
                #expect(shell.headers["content-type"] == "text/html; charset=utf-8")
            }
        }
    }

    @Test(arguments: [
        "/sessions?after=1.2", "/sessions?after=-9223372036854775808.0.", "/sessions?after=1.-1.x",
        "/sessions?after=1.99.x", "/sessions?limit=0",
        "/sessions?limit=1e9", "/sessions?converted=perhaps", "/sessions?nonsense=1", "/sessions?user=",
        "/products?sort=name;DROP%20TABLE%20users", "/products?limit=-1", "/campaigns?by=user_id",
        "/campaigns?sort=1", "/funnels?step=view_item", "/funnels?step=View&step=x",
        "/funnels?step=a'&step=b",
        "/funnels?window=0m", "/funnels?window=1y", "/funnels?window=9999999999999999999d",
        "/funnels?by=user_id",
        "/funnels?step=a&step=:page=", "/funnels?step=a&step=b:price=1",
        "/funnels?step=a&step=a&step=a&step=a&step=a&step=a&step=a&step=a&step=a", "/retention?by=hour",
        "/paths?start=anywhere", "/paths?step=a&step=a&step=a&step=a&step=a&step=a", "/paths?by=x",
        "/user/x?format=xml", "/users?sort=", "/sessions?user=%00",
    ])
    func `a hostile or mistaken parameter is refused with a sentence`(target: String) async throws {
        try await ConsoleScene.with { scene in
            let answer = try await scene.get(target)
            #expect(answer.status == 400, "\(target) \(answer.body)")
            let sentence = try answer.object()["error"] as? String
            #expect(sentence?.hasSuffix(".") == true)
        }
    }

    @Test func `texts that mean something to SQL are just texts`() async throws {
        try await ConsoleScene.withShop { scene in
            let text = "%27%29%3B%20DROP%20TABLE%20users%3B%20--%24%241%25_%5C%7B%7D%22"
            for target in [
                "/sessions?source=\(text)", "/sessions?user=\(text)", "/sessions?entry=\(text)",
                "/users?search=\(text)", "/products?search=\(text)", "/campaigns?campaign=\(text)",
                "/funnels?step=a:page=\(text)&step=b:product=\(text)", "/paths?step=\(text)",
            ] {
                let answer = try await scene.get(target)
                #expect(answer.status == 200, "\(target) \(answer.body)")
            }
            let users = try await scene.count("SELECT count(*) FROM users")
            #expect(users == 246)
        }
    }

    @Test func `nothing but GET is taken`() async throws {
        try await ConsoleScene.with { scene in
            let status = try await scene.get("/products", method: "DELETE").status
            #expect(status == 405)
        }
    }
}
