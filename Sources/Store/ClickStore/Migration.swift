/// One step of the database from a version to the next.
package struct Migration: Equatable, Sendable {
    /// Grows from 1 on.
    package let version: Int
    /// As in `0001-user-clicks`.
    package let name: String
    /// One or more statements; they run in one transaction.
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Tells a migration that was edited after it ran from the one that ran. Not against malice: FNV-1a, 64
    /// bits.
    package var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

/// Why a database can't be brought to this program's version.
package enum MigrationError: Error, Equatable, Sendable, CustomStringConvertible {
    case databaseIsNewer(version: Int, name: String, known: Int)
    case migrationChanged(name: String)

    package var description: String {
        switch self {
        case .databaseIsNewer(let version, let name, let known):
            """
            The database is at version \(version) (\(name)), and this program knows versions up to \(known): \
            use the newer clickstream that made it.
            """
        case .migrationChanged(let name):
            """
            The migration \(name) that the database went through differs from this program's: \
            the two come from different builds of clickstream, so use the one that made the database.
            """
        }
    }
}
