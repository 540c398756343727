import TestPostgres
import TestProgram
import Testing

/// The connection breaks after PostgreSQL has committed and before its answer is here.
@Suite struct LostCommitTests {
    @Test func `what was committed without an answer is stored once, and counted`() async throws {
        var options = TestPostgresServer.Options()
        options.listensOnLoopback = true
        options.password = "secret"
        let server = try TestPostgresServer(options)
        defer { server.finish() }
        let cutter = try CommitCutter(server: server.port, cuts: 3)
        defer { cutter.close() }
        func url(_ port: UInt16) -> String {
            "postgresql://clickstream:secret@127.0.0.1:\(port)/postgres?sslmode=disable"
        }
        try await TestProgram.with { program in
            let produced = try await program.runOnBroker(
                ["produce", "--rate", "max", "--count", "5000", "--seed", "5", "--malformed", "0.02"])
            #expect(produced.code == 0, "\(produced.errors)")
            let consumed = try await program.runOnBroker(
                ["consume", "--until-end", "--json", "--database-url", url(cutter.port)])
            #expect(consumed.code == 0, "\(consumed.errors)")
            #expect(cutter.cuts > 0)
            let verified = try await program.runOnBroker(
                ["verify", "--json", "--database-url", url(server.port)])
            let audit = try Audit(json: verified.output)
            #expect(audit.exact, "\(verified.output)")
            #expect(audit.lag == 0)
            #expect(consumed.output.contains("\"stored\" : \(audit.stored),"), "\(consumed.output)")
            #expect(consumed.output.contains("\"rejected\" : \(audit.rejected),"), "\(consumed.output)")
        }
    }
}
