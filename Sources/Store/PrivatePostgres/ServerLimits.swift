/// How long things may take and how large they may grow.
struct ServerLimits: Sendable {
    /// For the server to take connections. Recovery after a crash replays at most about `max_wal_size`, 2 GB,
    /// which takes well under a minute; a slow disk gets ten times that.
    var start: Duration = .seconds(300)

    /// For a fast shutdown, which writes one checkpoint.
    var stop: Duration = .seconds(120)

    /// For others that hold the start lock: one may be making the cluster, recovering it, and stopping it.
    var lock: Duration = .seconds(600)

    /// The same where this process uses the server already: to let go of it, or to see to it once more.
    /// Whoever waits comes again; and who holds the lock is a user too, and stops the server in our place.
    var lockOfUser: Duration = .seconds(5)

    /// For processes that outlive a killed server, before they are told to quit, and again before they are
    /// killed.
    var orphans: Duration = .seconds(5)

    /// Of `server.log`, checked at each start. The server is told to log little.
    var logBytes = 8 << 20
}
