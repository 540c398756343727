import Foundation
import PostgresClient
import TestPostgres
import TestProgram
import Testing

/// Who looks before anything ran, or in the wrong place, is told so, and leaves nothing behind.
@Suite struct NothingYetTests {
    private static let commands = [
        ["rejected", "list"], ["rejected", "show", "1"], ["rejected", "export"], ["rejected", "retry", "1"],
        ["rejected", "retry", "1", "--dry-run"], ["verify"], ["topics", "list"], ["topics", "describe"],
        ["topics", "delete", "website_clicks"], ["groups", "list"], ["groups", "describe"],
        ["tail", "--no-follow"], ["rebuild", "--dry-run"], ["rebuild", "--yes"],
    ]

    @Test func `a command that reads makes no data directory, and says where it looked and what is next`()
        async throws
    {
        try await TestProgram.with { program in
            for command in Self.commands {
                let result = try await program.run(command)
                #expect(result.code == 66, "\(command): \(result.errors)")
                #expect(result.output.isEmpty, "\(command): \(result.output)")
                for words in [program.directory + "/data,", "clickstream up --rate 1000", "--data-dir"] {
                    #expect(result.errors.contains(words), "\(command): \(result.errors)")
                }
                #expect(!FileManager.default.fileExists(atPath: program.directory + "/data"), "\(command)")
            }
        }
    }

    @Test func `a directory that is there and empty stays empty`() async throws {
        try await TestProgram.with { program in
            let directory = program.directory + "/data"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for command in Self.commands {
                #expect(try await program.run(command).code == 66, "\(command)")
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [], "\(command)")
            }
        }
    }

    @Test func `a database without our tables gets none by being looked at`() async throws {
        try await TestPostgres.withDatabase { database in
            try await TestProgram.with { program in
                let url =
                    "host=\(database.host) port=\(database.port) user=\(database.user) dbname=\(database.database)"
                let looked = try await program.run(["rejected", "list", "--database-url", url])
                #expect(looked.code == 66, "\(looked.errors)")
                for words in [database.database, "clickstream consume", "--database-url"] {
                    #expect(looked.errors.contains(words), "\(looked.errors)")
                }
                let session = FaultScene.session(with: database)
                let tables = try await session.withConnection {
                    try $0.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").integer(0, 0)
                }
                await session.close()
                #expect(tables == 0)
            }
        }
    }
}
