import ClickConsole
import Foundation
import Testing

@Suite struct AccessTests {
    private static let secured = [
        "/api/live", "/api/pipeline", "/api/events", "/live", "/pipeline", "/api/x",
    ]

    @Test func `without a session there is the login page, and no data`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            for target in Self.secured {
                for headers in [
                    [:], ["Cookie": "clickstream_session=\(String(repeating: "0", count: 64))"],
                    ["Authorization": "Bearer wrong"], ["Authorization": "Basic YW5uYTphbm5h"],
                ] {
                    let answer = try await scene.send("GET", target, headers)
                    #expect(answer.status == 401, "\(target) \(headers)")
                    #expect(!answer.body.contains("totals"))
                }
            }
            for target in ["/", "/live", "/app.js", "/style.css"] {
                let answer = try await scene.get(target, accept: "text/html")
                #expect(answer.status == 200)
            }
            let session = try await scene.get("/api/session").object()
            #expect(session["needs_login"] as? Bool == true)
            #expect(session["user"] == nil)
        }
    }

    @Test func `a password opens the pages, and the cookie is one that no script reads`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let answer = try await scene.tryLogin("vera", AccessScene.password)
            #expect(answer.status == 200)
            let cookie = try #require(answer.headers["set-cookie"])
            #expect(cookie.contains("; HttpOnly; SameSite=Strict; Path=/; Max-Age="))
            #expect(!cookie.contains("Secure"))
            let pair = String(cookie.prefix { $0 != ";" })
            try await scene.expect(200, "GET", "/api/live", ["Cookie": pair])
            let session = try await scene.send("GET", "/api/session", ["Cookie": pair]).object()
            #expect(session["user"] as? String == "vera")
            #expect(session["role"] as? String == "viewer")
            #expect(session["actions"] as? Bool == false)
        }
    }

    @Test func `each login has a new id, the old one ends, and a logout ends it for good`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let first = try await scene.login("anna")
            let again = try await scene.tryLogin("anna", AccessScene.password, ["Cookie": first.cookie])
            let second = String(again.headers["set-cookie"]?.prefix { $0 != ";" } ?? "")
            #expect(second != first.cookie)
            try await scene.expect(401, "GET", "/api/live", ["Cookie": first.cookie])
            try await scene.expect(200, "GET", "/api/live", ["Cookie": second])
            let unsigned = try await scene.send("DELETE", "/api/session", ["Cookie": second])
            #expect(unsigned.status == 403)
            let csrf = try again.object()["csrf"] as? String ?? ""
            let gone = try await scene.send(
                "DELETE", "/api/session", ["Cookie": second, "X-CSRF-Token": csrf])
            #expect(gone.status == 200)
            #expect(gone.headers["set-cookie"]?.contains("Max-Age=0") == true)
            try await scene.expect(401, "GET", "/api/live", ["Cookie": second])
        }
    }

    @Test func `a wrong password and an unknown name are answered alike, and soon slowed down`() async throws
    {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let wrong = try await scene.tryLogin("anna", "wrong password")
            let unknown = try await scene.tryLogin("nobody", "wrong password")
            #expect(wrong.status == 401 && unknown.status == 401)
            #expect(wrong.body == unknown.body)
            #expect(wrong.headers["set-cookie"] == nil)
            // Each failure beyond the fifth makes the wait twice as long: it outlasts the slowest machine.
            var slowed = wrong
            for _ in 0..<20 where slowed.status == 401 {
                slowed = try await scene.tryLogin("anna", "wrong password")
            }
            #expect(slowed.status == 429)
            #expect(slowed.headers["retry-after"] != nil)
            // Others from the same place still come in.
            let other = try await scene.tryLogin("vera", AccessScene.password)
            #expect(other.status == 200)
        }
    }

    @Test func `a viewer changes nothing, an operator may, and a read-only console stays so`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let viewer = try await scene.login("vera")
            try await scene.expect(403, "POST", "/api/nothing", viewer.headers)
            let `operator` = try await scene.login("anna")
            // Nothing is there, and that is what an operator is told.
            try await scene.expect(404, "POST", "/api/nothing", `operator`.headers)
            try await scene.expect(401, "POST", "/api/nothing")
        }
        try await ConsoleScene.with(AccessScene.configuration(readOnly: true)) { scene in
            let `operator` = try await scene.login("anna")
            try await scene.expect(405, "POST", "/api/nothing", `operator`.headers)
        }
    }

    @Test func `a token needs no session, and has a role`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            let viewer = ["Authorization": "Bearer \(AccessScene.token)"]
            try await scene.expect(200, "GET", "/api/live", viewer)
            try await scene.expect(403, "POST", "/api/nothing", viewer)
            let `operator` = ["Authorization": "bearer \(AccessScene.token)x"]
            try await scene.expect(404, "POST", "/api/nothing", `operator`)
        }
    }

    @Test func `names that were not given are turned away, and by HTTPS the cookie is for that alone`()
        async throws
    {
        let configuration = try AccessScene.configuration(proxies: ["127.0.0.1"])
        try await ConsoleScene.with(configuration) { scene in
            try await scene.expect(421, "GET", "/", host: "evil.example")
            try await scene.expect(200, "GET", "/", host: "CLICKS.example.com:443")
            let proxied = ["X-Forwarded-Proto": "https", "X-Forwarded-For": "6.6.6.6, 9.9.9.9"]
            let answer = try await scene.tryLogin("vera", AccessScene.password, proxied)
            let cookie = answer.headers["set-cookie"] ?? ""
            #expect(cookie.hasPrefix("__Host-clickstream_session="))
            #expect(cookie.hasSuffix("; Secure"))
            let pair = String(cookie.prefix { $0 != ";" })
            let secure = ["Cookie": "a=b; " + pair, "X-Forwarded-Proto": "https"]
            try await scene.expect(200, "GET", "/api/live", secure)
            let bare = ["Cookie": String(pair.dropFirst(7)), "X-Forwarded-Proto": "https"]
            try await scene.expect(401, "GET", "/api/live", bare)
        }
    }

    @Test func `without login nothing is asked of this machine's programs`() async throws {
        try await ConsoleScene.with { scene in
            let session = try await scene.get("/api/session").object()
            #expect(session["needs_login"] as? Bool == false)
            #expect(session["actions"] as? Bool == false)
            try await scene.expect(405, "POST", "/api/session", body: "user=a&password=b")
        }
    }

    @Test func `a console for others starts with users alone`() async throws {
        try await ConsoleScene.with(AccessScene.configuration(host: "0.0.0.0")) { scene in
            #expect(scene.console.url == "http://localhost:\(scene.console.port)")
            try await scene.expect(200, "GET", "/", host: "192.168.1.5:9000")
            try await scene.expect(401, "GET", "/api/live", host: "192.168.1.5:9000")
            try await scene.expect(421, "GET", "/", host: "rebound.example")
        }
    }
}
