import TestPostgres
import TestProgram
import Testing

/// The server ends sessions that leave it waiting in a transaction (`idle_in_transaction_session_timeout`).
@Suite struct IdleTransactionTests {
    @Test func `a session that is ended so is waited out, and nothing is lost or doubled`() async throws {
        var options = TestPostgresServer.Options()
        options.listensOnLoopback = true
        options.password = "secret"
        let server = try TestPostgresServer(options)
        defer { server.finish() }
        let holder = try CommitCutter(server: server.port, cuts: 3, holdsBack: true)
        defer { holder.close() }
        func url(_ port: UInt16) -> String {
            "postgresql://clickstream:secret@127.0.0.1:\(port)/postgres?sslmode=disable"
        }
        try await TestProgram.with { program in
            // With the tables made: on a busy machine the making may be idle for a while, too.
            let limited = try await program.run([
                "psql", "--database-url", url(server.port), "-c",
                "ALTER ROLE clickstream SET idle_in_transaction_session_timeout = '1s'",
            ])
            #expect(limited.code == 0, "\(limited.errors)")
            let produced = try await program.runOnBroker(
                ["produce", "--rate", "max", "--count", "5000", "--seed", "6", "--malformed", "0.02"])
            #expect(produced.code == 0, "\(produced.errors)")
            let consumed = try await program.runOnBroker(
                ["consume", "--until-end", "--json", "--database-url", url(holder.port)])
            #expect(consumed.code == 0, "\(consumed.errors)")
            #expect(holder.cuts == 3)
            #expect(consumed.errors.contains("25P03"), "\(consumed.errors)")
            let verified = try await program.runOnBroker(
                ["verify", "--json", "--database-url", url(server.port)])
            let audit = try Audit(json: verified.output)
            #expect(audit.exact, "\(verified.output)")
            #expect(audit.lag == 0 && audit.records == 5000)
            #expect(consumed.output.contains("\"stored\" : \(audit.stored),"), "\(consumed.output)")
            #expect(consumed.output.contains("\"rejected\" : \(audit.rejected),"), "\(consumed.output)")
        }
    }
}
