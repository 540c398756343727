internal import PostgresClient

/// Locks that the processes of one database agree upon by number.
enum AdvisoryLock: Int64 {
    // "clicks" in ASCII, and a counter.
    case migrations = 0x0063_6c69_636b_7301
    case days = 0x0063_6c69_636b_7302
    case retention = 0x0063_6c69_636b_7303

    /// Waits for the lock, and holds it until the transaction ends.
    func take(_ connection: PostgresConnection) throws(PostgresError) {
        try connection.query("SELECT pg_advisory_xact_lock($1)", [.integer(rawValue)])
    }

    /// Takes the lock, for as long as the connection lasts, unless somebody else has it.
    func tryForConnection(_ connection: PostgresConnection) throws(PostgresError) -> Bool {
        try connection.query("SELECT pg_try_advisory_lock($1)", [.integer(rawValue)]).bool(0, 0) ?? false
    }
}
