import ClickStore
import DedicatedThread
import PostgresClient
import TestPostgres
import Testing

@Suite struct MigrationTests {
    private let tables = [
        "user_clicks", "rejected_clicks", "sink_offsets", "clicks_by_minute", "rolled_hours",
        "rolled_days", "sessions", "users", "user_days",
    ]
    private let retentionTables = [
        "rollup_progress", "retention_horizon", "dropped_days", "dropped_rows", "offset_gaps", "former_logs",
    ]

    @Test func `a new database gets every table, and a second run does nothing`() throws {
        try TestPostgres.withConnection { connection in
            #expect(try Migrations.version(connection) == 0)
            let applied = try Migrations.migrate(connection, logger: quietLogger)
            #expect(applied.map(\.version) == applied.map(\.version).sorted())
            for table in tables { #expect(try count(connection, table) == 0) }
            #expect(try Migrations.migrate(connection, logger: quietLogger).isEmpty)
            #expect(try Migrations.version(connection) == applied.last?.version)
        }
    }

    @Test func `every table and every column is explained`() throws {
        try withStore { connection, _ in
            let bare = try connection.query(
                """
                SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE c.relname = ANY ($1::text[]) AND a.attnum > 0
                    AND (col_description(c.oid, a.attnum) IS NULL
                        OR obj_description(c.oid, 'pg_class') IS NULL)
                """, [.texts(tables + retentionTables)])
            #expect(bare.rows.map { "\(bare.string($0, 0) ?? "").\(bare.string($0, 1) ?? "")" } == [])
        }
    }

    @Test func `programs that start at once migrate once`() async throws {
        try await TestPostgres.withDatabase { database in
            let threads = (0..<6).map { DedicatedThread(name: "migrate-\($0)") }
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for thread in threads {
                    group.addTask {
                        try await thread.run { () throws -> Int in
                            let connection = try PostgresConnection.connect(database)
                            return try Migrations.migrate(connection, logger: quietLogger).count
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            let connection = try PostgresConnection.connect(database)
            #expect(try Int64(applied) == count(connection, "schema_migrations"))
        }
    }

    @Test func `a migration that fails leaves nothing of itself, and those before it stay`() throws {
        let migrations = [
            Migration(version: 1, name: "0001-good", sql: "CREATE TABLE good (n int)"),
            Migration(version: 2, name: "0002-bad", sql: "CREATE TABLE bad (n int); SELECT 1 / 0"),
        ]
        try TestPostgres.withConnection { connection in
            let error = #expect(throws: PostgresError.self) {
                try Migrations.migrate(connection, to: migrations, logger: quietLogger)
            }
            #expect(error?.sqlState == .divisionByZero)
            #expect(!connection.isInTransaction)
            let version = try Migrations.version(connection)
            #expect(version == 1)
            let bad = try connection.query("SELECT to_regclass('good'), to_regclass('bad')")
            #expect(bad.string(0, 0) == "good")
            #expect(bad.isNull(0, 1))
        }
    }

    @Test func `a newer database is refused, and a different one too`() throws {
        let one = Migration(version: 1, name: "0001-one", sql: "SELECT 1")
        let two = Migration(version: 2, name: "0002-two", sql: "SELECT 2")
        let other = Migration(version: 1, name: "0001-one", sql: "SELECT 3")
        try TestPostgres.withConnection { connection in
            try Migrations.migrate(connection, to: [one, two], logger: quietLogger)
            let newer = #expect(throws: MigrationError.self) {
                try Migrations.migrate(connection, to: [one], logger: quietLogger)
            }
            #expect(newer == .databaseIsNewer(version: 2, name: "0002-two", known: 1))
            #expect(newer?.description.contains("version 2") == true)
            let changed = #expect(throws: MigrationError.self) {
                try Migrations.migrate(connection, to: [other, two], logger: quietLogger)
            }
            #expect(changed == .migrationChanged(name: "0001-one"))
        }
    }

    @Test func `a role that may not create tables gets the server's refusal`() throws {
        try TestPostgres.withConnection { connection in
            try connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; SET ROLE pg_monitor")
            let error = #expect(throws: PostgresError.self) {
                try Migrations.migrate(connection, logger: quietLogger)
            }
            // Without any right on the schema there is no schema to create in.
            #expect(error?.sqlState == .invalidSchema)
            try connection.execute("RESET ROLE; GRANT USAGE ON SCHEMA public TO PUBLIC; SET ROLE pg_monitor")
            let missing = #expect(throws: PostgresError.self) {
                try Migrations.migrate(connection, logger: quietLogger)
            }
            #expect(missing?.sqlState == .insufficientPrivilege)
            #expect(missing?.retriability == .permanent)
        }
    }

    @Test func `a role that may only read passes where there is nothing to do`() throws {
        try withStore { connection, _ in
            try connection.execute("GRANT SELECT ON schema_migrations TO pg_monitor; SET ROLE pg_monitor")
            #expect(try Migrations.migrate(connection, logger: quietLogger).isEmpty)
        }
    }
}
