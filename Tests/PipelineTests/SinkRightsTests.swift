import Foundation
import PostgresClient
import TestPostgres
import TestProgram
import Testing

/// A sink whose database user may not write.
@Suite struct SinkRightsTests {
    @Test func `it says which rights are missing before it takes a partition, and works once it has them`()
        async throws
    {
        try await TestPostgres.withDatabase { database in
            let role = "w_" + database.database
            let owner = FaultScene.session(with: database)
            try await owner.withConnection { _ = try $0.execute("CREATE ROLE \(role) LOGIN") }
            func url(_ user: String) -> String {
                "host=\(database.host) port=\(database.port) user=\(user) dbname=\(database.database)"
            }
            try await TestProgram.with { program in
                let broker = try program.start(["broker", "--listen", program.listen])
                try await broker.wait(forError: "Kafka broker")
                let healthy = try program.start(["consume", "--database-url", url(database.user)])
                try await healthy.wait(forError: "Partitions assigned")
                let produced = try await program.run(
                    ["produce", "--rate", "max", "--count", "500", "--malformed", "0.1"])
                #expect(produced.code == 0, "\(produced.errors)")
                try await owner.withConnection {
                    // Enough to see that the tables are there.
                    _ = try $0.execute("GRANT SELECT ON schema_migrations, retention_horizon TO \(role)")
                }
                let refused = try await program.run(["consume", "--database-url", url(role)])
                #expect(refused.code == 78, "\(refused.errors)")
                for words in [
                    role, "INSERT, UPDATE on sink_offsets", "GRANT SELECT, INSERT ON user_clicks TO \(role)",
                ] {
                    #expect(refused.errors.contains(words), "\(refused.errors)")
                }
                #expect(!refused.errors.contains("Partitions assigned"), "\(refused.errors)")
                #expect(
                    !refused.errors.contains("ON retention_horizon"), "it has that one: \(refused.errors)")
                // The other sink has noticed nothing.
                #expect(healthy.errorText.components(separatedBy: "Partitions assigned").count == 2)
                healthy.signal(15)
                #expect(await healthy.result().code == 0)

                let grants = refused.errors.split(separator: ";").compactMap { part in
                    part.range(of: "GRANT ").map { String(part[$0.lowerBound...]) }
                }
                #expect(grants.count > 8, "\(grants)")
                try await owner.withConnection { connection in
                    for grant in grants { _ = try connection.execute(grant) }
                    // What makes the tables of other days.
                    _ = try connection.execute("GRANT \(database.user) TO \(role)")
                }
                let more = try await program.run(["produce", "--rate", "max", "--count", "500"])
                #expect(more.code == 0, "\(more.errors)")
                let stored = try await program.run(["consume", "--until-end", "--database-url", url(role)])
                #expect(stored.code == 0, "\(stored.errors)")
                let verified = try await program.run(
                    ["verify", "--json", "--database-url", url(database.user)])
                let audit = try Audit(json: verified.output)
                #expect(audit.exact && audit.lag == 0 && audit.records == 1000, "\(verified.output)")
                broker.signal(15)
                #expect(await broker.result().code == 0)
            }
            try await owner.withConnection {
                _ = try $0.execute("DROP OWNED BY \(role); REVOKE \(database.user) FROM \(role)")
            }
            await owner.close()
        }
    }
}
