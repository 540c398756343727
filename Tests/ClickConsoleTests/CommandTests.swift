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
            #expect(open.errors.contains("it has no access control yet"), "\(open.errors)")
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
}
