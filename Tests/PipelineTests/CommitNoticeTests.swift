import TestPostgres
import TestProgram
import Testing

@Suite struct CommitNoticeTests {
    @Test func `whoever listens hears of clicks when they are committed`() async throws {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "200", "--listen", program.listen])
            try await up.wait(forError: "Partitions assigned")
            // psql prints what it has heard after each command.
            let heard = try await program.run([
                "psql", "-AtX", "-c", "LISTEN clickstream_commits", "-c",
                "CREATE TEMPORARY TABLE at_first AS SELECT count(*) AS clicks FROM user_clicks", "-c",
                ServerWait.statement(
                    until: "SELECT count(*) > (SELECT clicks + 50 FROM at_first) FROM user_clicks",
                    seconds: 60),
                "-c", "SELECT 1",
            ])
            #expect(heard.code == 0, "\(heard.errors)")
            #expect(heard.output.contains("\"clickstream_commits\""), "\(heard.output)")
            #expect(heard.output.contains("{\"topic\":\"website_clicks\",\"stored\":"), "\(heard.output)")
            #expect(heard.output.contains("\"page_view\":"), "\(heard.output)")
            up.signal(15)
            #expect(await up.result().code == 0)
        }
    }
}
