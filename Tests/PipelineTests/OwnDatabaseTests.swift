import PostgresClient
import TestPostgres
import TestProgram
import Testing

/// A PostgreSQL server that is the user's own.
@Suite struct OwnDatabaseTests {
    @Test func `clicks go into the user's own database, and a wrong password is told as such`() async throws {
        var options = TestPostgresServer.Options()
        options.listensOnLoopback = true
        options.password = "right"
        let server = try TestPostgresServer(options)
        defer { server.finish() }
        let place = "127.0.0.1:\(server.port)/postgres?sslmode=disable"
        let right = "postgresql://clickstream:right@\(place)"
        let wrong = "postgresql://clickstream:mistaken@\(place)"

        try await TestProgram.with { program in
            let refused = try await program.runOnBroker(["consume", "--until-end", "--database-url", wrong])
            #expect(refused.code == 78, "\(refused.errors)")
            #expect(refused.errors.contains("password"), "\(refused.errors)")
            #expect(!refused.errors.contains("mistaken"), "the password is shown")

            let up = try await program.run(
                ["up", "--rate", "max", "--count", "1000", "--listen", program.listen],
                environment: ["DATABASE_URL": right])
            #expect(up.code == 0, "\(up.errors)")
            #expect(program.postmaster() == nil)
            let connection = try PostgresConnection.connect(server.loopbackConfiguration())
            #expect(try connection.query("SELECT count(*) FROM user_clicks").integer(0, 0) == 1000)
            connection.close()

            let other = try await program.runOnBroker([
                "consume", "--until-end", "--database-url", right, "--topic", "other_clicks",
            ])
            #expect(other.code == 78, "\(other.errors)")
            #expect(other.errors.contains("website_clicks"), "\(other.errors)")
        }
    }

    @Test func `the audit may be idle in its transaction for longer than the database allows`() async throws {
        try await TestPostgres.withDatabase { database in
            let address = [
                "--database-url",
                "host=\(database.host) port=\(database.port) user=\(database.user) dbname=\(database.database)",
            ]
            try await TestProgram.with { program in
                let up = try await program.run(
                    ["up", "--rate", "max", "--count", "5000", "--listen", program.listen] + address)
                #expect(up.code == 0, "\(up.errors)")
                let verified = try await program.run(
                    ["verify", "--json", "--listen", program.listen] + address,
                    environment: ["PGOPTIONS": "-c idle_in_transaction_session_timeout=1ms"])
                #expect(verified.code == 0, "\(verified.errors)")
                #expect(try Audit(json: verified.output).exact)
            }
        }
    }
}
