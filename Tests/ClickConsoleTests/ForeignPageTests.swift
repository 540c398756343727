import ClickConsole
import Testing

/// What pages of other sites could make a browser send.
@Suite struct ForeignPageTests {
    private var acting: ConsoleConfiguration { ConsoleConfiguration(port: 0, allowsActions: true) }

    @Test func `without login, too, only a page of the console changes something`() async throws {
        try await ConsoleScene.with(acting) { scene in
            let token = try await scene.commonToken()
            let own = "http://localhost:\(scene.console.port)"
            let accepted: [[String: String]] = [
                // A script says nothing of where it comes from; a browser does.
                [:], ["X-CSRF-Token": token], ["X-CSRF-Token": token, "Origin": own],
                ["X-CSRF-Token": token, "Origin": own, "Sec-Fetch-Site": "same-origin"],
            ]
            for headers in accepted {
                try await scene.expect(404, "POST", "/api/nothing", headers)
            }
            let refused: [[String: String]] = [
                ["Origin": own], ["Origin": own, "X-CSRF-Token": ""],
                ["Origin": own, "X-CSRF-Token": String(token.dropLast())],
                ["X-CSRF-Token": token, "Origin": "http://evil.example"],
                ["X-CSRF-Token": token, "Origin": "null"],
                ["X-CSRF-Token": token, "Origin": "https://localhost"],
                ["X-CSRF-Token": token, "Origin": "http://localhost:1"],
                ["X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"],
                ["X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"],
                ["X-CSRF-Token": token, "Sec-Fetch-Site": "none"],
            ]
            for headers in refused {
                try await scene.expect(403, "POST", "/api/nothing", headers)
                try await scene.expect(403, "DELETE", "/api/nothing", headers)
            }
        }
    }

    @Test func `a session's token is its own`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let login = try await scene.login("anna")
            let common = try await scene.commonToken()
            let other = try await scene.login("anna")
            for wrong in [common, other.csrf, ""] {
                let headers = ["Cookie": login.cookie, "X-CSRF-Token": wrong]
                try await scene.expect(403, "POST", "/api/nothing", headers)
            }
        }
    }

    @Test func `another site's page gets no work done, and a person's own address line does`() async throws {
        try await ConsoleScene.with(acting) { scene in
            for (site, status) in [
                ("cross-site", 403), ("same-site", 403), ("none", 200), ("same-origin", 200),
            ] {
                try await scene.expect(status, "GET", "/api/live", ["Sec-Fetch-Site": site])
            }
            // A link from elsewhere opens the page, which then asks for itself.
            let page = try await scene.send(
                "GET", "/sessions", ["Sec-Fetch-Site": "cross-site", "Accept": "text/html"])
            #expect(page.status == 200)
        }
    }

    @Test func `nobody is logged in by a foreign page`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let answer = try await scene.tryLogin(
                "vera", AccessScene.password, ["Origin": "http://evil.example"])
            #expect(answer.status == 403)
            #expect(answer.headers["set-cookie"] == nil)
            let blind = try await scene.send(
                "POST", "/api/session", body: "user=vera&password=correct+horse")
            #expect(blind.status == 403)
        }
    }

    @Test func `no answer invites another origin`() async throws {
        try await ConsoleScene.with(acting) { scene in
            let answer = try await scene.send(
                "OPTIONS", "/api/nothing",
                ["Origin": "http://evil.example", "Access-Control-Request-Method": "POST"])
            #expect(answer.status == 403)
            #expect(answer.headers.keys.allSatisfy { !$0.hasPrefix("access-control") })
            let read = try await scene.send("GET", "/api/live", ["Origin": "http://evil.example"])
            #expect(read.headers.keys.allSatisfy { !$0.hasPrefix("access-control") })
            #expect(read.headers["cross-origin-resource-policy"] == "same-origin")
        }
    }

    @Test func `oversized bodies and headers, and what is no form, are refused`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let token = try await scene.commonToken()
            let form = String(repeating: "a", count: 5000)
            for (body, status) in [(form, 413), ("user=%ff&password=a", 400), ("nothing", 400)] {
                let answer = try await scene.send(
                    "POST", "/api/session", ["X-CSRF-Token": token], body: body)
                #expect(answer.status == status)
            }
            let header = String(repeating: "a", count: 40_000)
            let answer = try await scene.send("GET", "/api/session", ["X-Long": header])
            #expect(answer.status == 431 || answer.status == 400 || answer.status == 0)
        }
    }

    @Test func `a line break in what somebody sends makes no header of an answer`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            for target in ["/api/live%0d%0aX-Made-Up:%201", "/api/session?a=%0d%0aX-Made-Up:%201"] {
                let headers = try await scene.get(target).headers
                #expect(headers["x-made-up"] == nil)
            }
            let answer = try await scene.tryLogin("vera%0d%0aX-Made-Up:%201", "wrong password")
            #expect(answer.status == 401)
            #expect(answer.headers["x-made-up"] == nil)
        }
    }
}
