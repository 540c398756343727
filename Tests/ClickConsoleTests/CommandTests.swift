import Foundation
import TestProgram
import Testing

@Suite struct CommandTests {
    @Test func `up serves the pages, and a produced click is in them`() async throws {
        try await TestProgram.with { program in
            let up = try program.start([
                "up", "--listen", program.listen, "--rate", "200", "--console-listen", "127.0.0.1:0",
            ])
            try await up.wait(forError: "Console      http://localhost:")
            try await up.wait(forError: "Partitions assigned")
            try await program.wait(until: "SELECT count(*) > 20 FROM user_clicks")
            let text = up.errorText.components(separatedBy: "http://localhost:").dropFirst().first ?? ""
            let port = try #require(Int(text.prefix { $0.isNumber }))
            let request =
                "GET /api/live?bots=include HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            let live = Answer(try await RawSocket.exchange(port: port, request, until: nil))
            let clicks = (try live.object()["totals"] as? [String: Any])?["clicks"] as? Int ?? 0
            #expect(clicks > 20)
            // The stream is open while everything stops.
            let events = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let stream = try await RawSocket.exchange(
                port: port, events, until: nil, opening: "event: clicks"
            ) { up.signal(15) }
            #expect(stream.contains("event: clicks"))
            #expect(await up.result().code == 0)
        }
    }

    @Test func `an address beyond this machine ends up with one sentence, and a taken port too`() async throws
    {
        try await TestProgram.with { program in
            let open = try await program.run(["console", "--listen", "0.0.0.0:0"])
            #expect(open.code == 78)
            #expect(open.errors.contains("name its users with --console-users"), "\(open.errors)")
            let proxied = try await program.run(["console", "--console-host", "clicks.example.com"])
            #expect(proxied.code == 78 && proxied.errors.contains("(clicks.example.com) without a login"))
            let misspelt = try await program.run(["up", "--console-listen", "9000"])
            #expect(misspelt.code == 64 && misspelt.errors.contains("--console-listen takes host:port"))
            let up = try program.start(["console", "--listen", "127.0.0.1:0"])
            try await up.wait(forError: "Console      http://localhost:")
            let text = up.errorText.components(separatedBy: "http://localhost:").dropFirst().first ?? ""
            let port = text.prefix { $0.isNumber }
            let second = try await program.run(["console", "--listen", "127.0.0.1:\(port)"])
            #expect(second.code == 78)
            #expect(
                second.errors.contains("Another program listens on 127.0.0.1:\(port)"), "\(second.errors)")
            up.signal(2)
            #expect(await up.result().code == 0)
        }
    }

    @Test func `a user made by hash-password logs in to a console of the environment, and the log tells it`()
        async throws
    {
        try await TestProgram.with { program in
            let users = program.directory + "/users"
            let pipe = Pipe()
            let hashing = try program.start(
                ["console", "hash-password", "anna", "--role", "operator"], input: pipe.fileHandleForReading,
                takesDataDirectory: false)
            pipe.fileHandleForWriting.write(Data("correct horse\n".utf8))
            try pipe.fileHandleForWriting.close()
            let line = await hashing.result()
            #expect(line.code == 0 && line.output.hasPrefix("anna:operator:$scrypt$ln=15,r=8,p=3$"))
            try line.output.write(toFile: users, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: users)
            let console = try program.start(
                ["console"],
                environment: [
                    "CLICKSTREAM_CONSOLE_USERS": users, "CLICKSTREAM_CONSOLE_LISTEN": "127.0.0.1:0",
                ])
            try await console.wait(forError: "Console      http://localhost:")
            #expect(console.errorText.contains("take that away with chmod 600"))
            let text = console.errorText.components(separatedBy: "http://localhost:").dropFirst().first ?? ""
            let port = try #require(Int(text.prefix { $0.isNumber }))
            let session = "GET /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            let token = try Answer(await RawSocket.exchange(port: port, session, until: nil)).object()["csrf"]
            let body = "user=anna&password=correct+horse"
            let login = """
                POST /api/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                X-CSRF-Token: \(token as? String ?? "")\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                """
            let answer = Answer(try await RawSocket.exchange(port: port, login, until: nil))
            #expect(answer.status == 200, "\(answer.body)")
            try await console.wait(forError: "Console login (from=127.0.0.1, result=logged in, who=anna)")
            console.signal(15)
            #expect(await console.result().code == 0)
        }
    }
}
