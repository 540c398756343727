import ClickConsole
import PostgresClient
import Testing

@Suite struct SecurityTests {
    @Test func `every answer forbids what the pages do not need`() async throws {
        try await ConsoleScene.with { scene in
            for target in ["/", "/style.css", "/app.js", "/api/live", "/api/pipeline", "/nothing"] {
                let headers = try await scene.get(target).headers
                let policy = headers["content-security-policy"] ?? ""
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self'"), "\(target)")
                #expect(!policy.contains("unsafe"), "\(target)")
                #expect(headers["x-content-type-options"] == "nosniff", "\(target)")
                #expect(headers["referrer-policy"] == "no-referrer", "\(target)")
            }
        }
    }

    @Test func `the shell has no inline script or style, and names nobody else's server`() async throws {
        try await ConsoleScene.with { scene in
            let page = try await scene.get("/")
            #expect(page.status == 200)
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.body.contains("<script type=\"module\" src=\"/app.js\"></script>"))
            #expect(!page.body.contains("style=") && !page.body.contains("<style"))
            #expect(!page.body.contains("http://") && !page.body.contains("https://"))
        }
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "[::2]",
    ])
    func `a name that is not this machine's is turned away`(host: String) async throws {
        try await ConsoleScene.with { scene in
            let answer = try await scene.get("/api/live", host: host)
            #expect(answer.status == 421)
            #expect(!answer.body.contains("totals"))
        }
    }

    @Test(arguments: ["localhost", "LOCALHOST:9000", "127.0.0.1:1", "127.8.8.8", "[::1]:9000"])
    func `this machine's names are answered`(host: String) async throws {
        try await ConsoleScene.with { scene in
            let status = try await scene.get("/", host: host).status
            #expect(status == 200)
        }
    }

    @Test(arguments: [
        "/../Package.swift", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/web/index.html", "/index.html/..",
        "/style.css%00.html",
    ])
    func `no path leads out of the pages`(target: String) async throws {
        try await ConsoleScene.with { scene in
            let status = try await scene.get(target).status
            #expect([400, 404].contains(status))
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS"])
    func `nothing but GET is taken`(method: String) async throws {
        try await ConsoleScene.with { scene in
            let answer = try await scene.get("/api/live", method: method)
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "GET")
        }
    }

    @Test func `an oversized target is refused`() async throws {
        try await ConsoleScene.with { scene in
            let answer = try await scene.get("/api/live?page=" + String(repeating: "a", count: 5000))
            #expect(answer.status == 414)
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.1.example.com"])
    func `an address beyond this machine is refused with what to do`(host: String) async throws {
        let server = ExternalPostgres(PostgresConfiguration(connectionString: ""))
        await #expect(throws: ConsoleError.loginMissing(host: host)) {
            try await ConsoleServer.start(
                ConsoleConfiguration(host: host, port: 0), server: server, logger: quietLogger)
        }
    }

    @Test func `the URL that is printed leads to the address that listens`() async throws {
        let server = ExternalPostgres(PostgresConfiguration(connectionString: ""))
        for (host, name) in [("127.0.0.1", "localhost"), ("127.0.0.2", "127.0.0.2"), ("::1", "[::1]")] {
            let console = try await ConsoleServer.start(
                ConsoleConfiguration(host: host, port: 0), server: server, logger: quietLogger)
            #expect(console.url == "http://\(name):\(console.port)")
            await console.close()
        }
    }

    @Test func `a port that is taken is told`() async throws {
        try await ConsoleScene.with { scene in
            let port = scene.console.port
            let server = ExternalPostgres(scene.configuration)
            await #expect(throws: ConsoleError.portTaken(address: "127.0.0.1:\(port)")) {
                try await ConsoleServer.start(
                    ConsoleConfiguration(port: port), server: server, logger: quietLogger)
            }
        }
    }
}
