import TestProgram
import Testing

/// The pipeline as kcat sees it.
@Suite(.enabled(if: Tool("kcat") != nil, "kcat is not installed"))
struct ForeignClientTests {
    private let kcat: Tool

    init() throws {
        kcat = try #require(Tool("kcat"))
    }

    @Test func `kcat reads clicks, a click of kcat becomes a row, and garbage a rejection`() async throws {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "500", "--listen", program.listen])
            try await up.wait(forError: "Partitions assigned")
            try await program.wait(until: "SELECT count(*) > 100 FROM user_clicks")

            let read = try await kcat.run([
                "-b", program.listen, "-t", "website_clicks", "-C", "-o", "-5", "-c", "5", "-q",
            ])
            #expect(read.code == 0, "\(read.errors)")
            let lines = read.output.split(separator: "\n")
            #expect(lines.count == 5)
            #expect(lines.allSatisfy { $0.hasPrefix("{\"event_id\":") && $0.hasSuffix("}") })

            let click = """
                {"event_id":"01890a5d-ac96-774b-bcce-b302099a8057","event_type":"purchase",\
                "event_time":"2026-03-01T12:00:00Z","user_id":42,"price":19.99,"gift":true}
                """
            let written = try await kcat.run(
                ["-b", program.listen, "-t", "website_clicks", "-P"], input: click + "\nnot a click\n")
            #expect(written.code == 0, "\(written.errors)")
            try await program.wait(until: "SELECT count(*) = 1 FROM rejected_clicks")
            try await program.wait(until: "SELECT count(*) = 1 FROM user_clicks WHERE user_id = '42'")
            let row = try await program.query(
                "SELECT event_type, price, properties FROM user_clicks WHERE user_id = '42'")
            #expect(row == "purchase|19.9900|{\"gift\": true}")
            let rejected = try await program.query(
                "SELECT reason, convert_from(payload, 'UTF8') FROM rejected_clicks")
            #expect(rejected == "not_json|not a click")

            up.signal(15)
            #expect(await up.result().code == 0)
            #expect(try await program.verify().exact)
        }
    }
}
