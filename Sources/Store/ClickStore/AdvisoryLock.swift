internal import PostgresClient

/// Locks that the processes of one database agree upon by number; each is held until its transaction ends.
enum AdvisoryLock: Int64 {
    // "clicks" in ASCII, and a counter.
    case migrations = 0x0063_6c69_636b_7301
    case days = 0x0063_6c69_636b_7302

    /// Waits for the lock.
    func take(_ connection: PostgresConnection) throws(PostgresError) {
        try connection.query("SELECT pg_advisory_xact_lock($1)", [.integer(rawValue)])
    }
}
