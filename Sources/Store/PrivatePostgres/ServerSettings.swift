#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The private server's configuration file: fast bulk ingest on one small machine, fully durable.
///
/// It is written anew at each start, so that a new release brings its own values; what a user sets in
/// `postgresql.conf` below the include, in `user.conf`, or with ALTER SYSTEM wins.
struct ServerSettings {
    let majorVersion: Int
    /// Bytes of main memory.
    let memory: Int
    let socketDirectory: String

    static func physicalMemory() -> Int {
        Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static let gibibyte = 1 << 30

    /// Large enough that the indexes' growing ends and the rollups stay in memory; the rest of the memory
    /// serves better as the kernel's file cache.
    private var sharedBuffers: String { memory >= 4 * Self.gibibyte ? "256MB" : "128MB" }

    private var cacheEstimate: String { "\(max(256, memory / (2 << 20)))MB" }

    private var clientCheck: String {
        majorVersion >= 15 ? "client_connection_check_interval = 1s" : "# (needs PostgreSQL 15)"
    }

    /// `postgresql.conf`, written once, when the cluster is made.
    /// - Parameter generated: what `initdb` wrote; of it only what it found out about this machine is kept.
    static func main(generated: String) -> String {
        let kept = generated.split(separator: "\n").filter { $0.hasPrefix("dynamic_shared_memory_type") }
        return """
            # Written once, when this database was made: yours from then on.
            # clickstream.conf is rewritten at each start; a setting below the first include wins over it.
            include = 'clickstream.conf'
            \(kept.joined(separator: "\n"))
            # The place for settings of your own (it survives copying this file from another version):
            include_if_exists = 'user.conf'

            """
    }

    /// `pg_hba.conf`: whoever gets to the socket is let in. Its directory has the mode 0700.
    static let access = """
        # Only the socket, and only who may enter its directory: the database's own user, and root.
        local all all trust

        """

    /// `clickstream.conf`.
    var text: String {
        """
        # Rewritten at each start. Set your own values in postgresql.conf or user.conf, which win.

        # --- Who gets in: nobody from the network; over a socket in a directory of mode 0700.
        listen_addresses = ''
        port = \(ServerHome.port)
        unix_socket_directories = \(Self.quoted(socketDirectory))
        unix_socket_permissions = 0700
        max_connections = 100

        # --- Durable: a commit is on disk, and a torn page is repaired. These are PostgreSQL's defaults,
        # --- written down because the program's promises rest on them.
        fsync = on
        full_page_writes = on
        synchronous_commit = on
        # When each transaction was committed: the console tells it of a click. 10 bytes a transaction.
        track_commit_timestamp = on

        # --- Write-ahead log. Nobody replicates from a private server, so only recovery has to be served,
        # --- and a COPY into a partition that was made in the same transaction needs no log at all.
        wal_level = minimal
        max_wal_senders = 0
        # One segment's worth: a large COPY commits without waiting for buffers on the way.
        wal_buffers = 16MB
        # Checkpoints by time rather than by volume; each makes every page's next change a full page in the
        # log. At 2 GB a recovery after a crash still takes seconds, not minutes.
        max_wal_size = 2GB
        checkpoint_timeout = 15min
        # Spread the writing of a checkpoint, so that it is not felt in the latency of commits.
        checkpoint_completion_target = 0.9
        # Keep old segments for reuse: a new one has to be filled with zeros first.
        min_wal_size = 512MB
        # It compresses pages that are logged whole. Rows arrive in key order and fill new pages, which are
        # not: the log of a million clicks was as large with it as without.
        wal_compression = off

        # --- Memory
        shared_buffers = \(sharedBuffers)
        effective_cache_size = \(cacheEstimate)
        work_mem = 16MB
        # For the vacuum of large partitions and for building indexes.
        maintenance_work_mem = 128MB
        # A query over years of daily partitions locks each of them and its indexes.
        max_locks_per_transaction = 256

        # --- Two cores: one for writing, so a dashboard's query takes at most one more.
        max_worker_processes = 4
        max_parallel_workers = 2
        max_parallel_workers_per_gather = 1
        # The queries are short; compiling them would take longer than running them.
        jit = off
        # Solid-state disks find any page about as fast as the next one.
        random_page_cost = 1.1

        # --- Vacuum. Click partitions only grow: what they need is fresh statistics and all-visible pages
        # --- (index-only scans). Rollups and offsets are updated all the time: little and often.
        autovacuum = on
        autovacuum_naptime = 15s
        autovacuum_max_workers = 2
        autovacuum_vacuum_scale_factor = 0.05
        autovacuum_analyze_scale_factor = 0.05
        autovacuum_vacuum_insert_scale_factor = 0.2
        autovacuum_vacuum_insert_threshold = 10000

        # --- A client that was killed in the middle of a statement is noticed within a second, and lets go
        # --- of its locks.
        \(clientCheck)

        # --- Time and language: days are UTC days, whatever the machine's zone; a program reads the messages.
        timezone = 'UTC'
        log_timezone = 'UTC'
        lc_messages = 'C'

        # --- Log: server.log, bounded at each start. It never holds statements or rows: they are the users'
        # --- data, and the client that sent them reports their errors itself.
        log_destination = 'stderr'
        logging_collector = off
        log_line_prefix = '%m [%p] '
        log_min_messages = warning
        log_min_error_statement = panic
        log_error_verbosity = terse
        log_checkpoints = off
        log_autovacuum_min_duration = -1

        """
    }

    /// A value in the configuration file's quotes.
    static func quoted(_ value: String) -> String {
        var quoted = "'"
        for character in value {
            if character == "'" || character == "\\" { quoted.append(character) }
            quoted.append(character)
        }
        return quoted + "'"
    }
}
