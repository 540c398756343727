package import Logging
package import PostgresClient

/// Brings a database to the version of this program. Forward only; nothing is ever taken back.
package enum Migrations {
    /// Runs what is missing, each migration in a transaction of its own, one process at a time.
    ///
    /// A database that is up to date costs one query and needs no rights beyond reading.
    /// - Returns: what ran, in order.
    /// - Throws: `MigrationError`, or the `PostgresError` of the statement that failed (42501 without the
    ///   right to create tables); migrations before that one stay.
    @discardableResult
    package static func migrate(_ connection: PostgresConnection, logger: Logger) throws -> [Migration] {
        try migrate(connection, to: Migration.embedded(), logger: logger)
    }

    /// The same with other migrations than the program's own.
    @discardableResult
    package static func migrate(
        _ connection: PostgresConnection, to migrations: [Migration], logger: Logger
    ) throws -> [Migration] {
        var applied: [Migration] = []
        if let table = try journal(connection) {
            if try next(in: migrations, after: entries(connection, table)) == nil { return [] }
        }
        while let migration = try runNext(of: migrations, connection, logger) {
            logger.info("database migrated", metadata: ["migration": "\(migration.name)"])
            applied.append(migration)
        }
        return applied
    }

    /// The version of a database; 0 for one that was never migrated.
    package static func version(_ connection: PostgresConnection) throws -> Int {
        guard let table = try journal(connection) else { return 0 }
        return try entries(connection, table).last?.version ?? 0
    }

    /// Whether the database is of this version; asks, and changes nothing.
    /// - Throws: `MigrationError` for a database of a newer one.
    package static func isCurrent(_ connection: PostgresConnection) throws -> Bool {
        guard let table = try journal(connection) else { return false }
        return try next(in: Migration.embedded(), after: entries(connection, table)) == nil
    }

    /// What `schema_migrations` says.
    package struct Entry: Equatable, Sendable {
        package let version: Int
        package let name: String
        package let checksum: String

        package init(version: Int, name: String, checksum: String) {
            self.version = version
            self.name = name
            self.checksum = checksum
        }
    }

    /// The first migration that `entries` lack.
    /// - Throws: `MigrationError` where `entries` are not the beginning of `migrations`.
    package static func next(in migrations: [Migration], after entries: [Entry]) throws(MigrationError)
        -> Migration?
    {
        for (entry, migration) in zip(entries, migrations) {
            guard entry.version == migration.version, entry.checksum == migration.checksum else {
                throw .migrationChanged(name: entry.name)
            }
        }
        if entries.count > migrations.count, let newest = entries.last {
            throw .databaseIsNewer(
                version: newest.version, name: newest.name, known: migrations.last?.version ?? 0)
        }
        return migrations.dropFirst(entries.count).first
    }

    private static func runNext(
        of migrations: [Migration], _ connection: PostgresConnection, _ logger: Logger
    ) throws -> Migration? {
        try connection.transaction {
            // An index on many clicks takes minutes, whatever limit the role has for its queries.
            try connection.execute("SET LOCAL statement_timeout = 0")
            try AdvisoryLock.migrations.take(connection)
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now());
                COMMENT ON TABLE schema_migrations IS 'The migrations that this database went through.'
                """)
            let applied = try entries(connection, "schema_migrations")
            guard let migration = try next(in: migrations, after: applied) else { return nil }
            logger.info("migrating the database", metadata: ["migration": "\(migration.name)"])
            try connection.execute(migration.sql)
            try connection.query(
                "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                [.integer(migration.version), .text(migration.name), .text(migration.checksum)])
            return migration
        }
    }

    /// The journal's name, quoted; `nil` in a database without one.
    private static func journal(_ connection: PostgresConnection) throws -> String? {
        try connection.query("SELECT to_regclass('schema_migrations')::text").string(0, 0)
    }

    private static func entries(_ connection: PostgresConnection, _ table: String) throws -> [Entry] {
        let result = try connection.query("SELECT version, name, checksum FROM \(table) ORDER BY version")
        return result.rows.map { row in
            Entry(
                version: Int(result.integer(row, 0) ?? 0), name: result.string(row, 1) ?? "",
                checksum: result.string(row, 2) ?? "")
        }
    }
}
