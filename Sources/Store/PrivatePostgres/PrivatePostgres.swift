package import Logging
package import PostgresClient
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The PostgreSQL server that this program makes, starts and stops itself, one for each data directory.
///
/// Every process that uses the data directory shares it. Two locks, which the kernel drops with their
/// process, say who does what: `start.lock`, held while somebody makes, starts or stops the server, and
/// `users.lock`, held shared by everybody who uses it. The first who comes starts the server; the last who
/// goes stops it; a server that nobody uses any more because everybody was killed is simply used again by the
/// next.
///
/// It listens on a Unix socket that only its user and root can reach, and runs as an ordinary user always.
package final class PrivatePostgres: PostgresServer, Sendable {
    private let dataDirectory: String
    private let logger: Logger
    private let limits: ServerLimits
    private let search: ServerSearch
    private let elsewhere: String
    private let state = Mutex(State())

    private struct State {
        var share: FileLock?
        var home: ServerHome?
        var programs: ServerPrograms?
    }

    /// - Parameter dataDirectory: the program's data directory, which is created when it is first needed. The
    ///   server lives in `postgres` inside it.
    package convenience init(dataDirectory: String, logger: Logger) {
        self.init(
            dataDirectory: dataDirectory, logger: logger, limits: ServerLimits(),
            search: .ofThisProcess, elsewhere: "/var/lib/clickstream")
    }

    /// For tests: with other limits, other places to look for PostgreSQL, and another place for the homes
    /// that cannot be in their data directory.
    init(
        dataDirectory: String, logger: Logger, limits: ServerLimits, search: ServerSearch, elsewhere: String
    ) {
        self.dataDirectory = dataDirectory
        self.logger = logger
        self.limits = limits
        self.search = search
        self.elsewhere = elsewhere
    }

    /// Whether a database was made for this data directory already. Makes nothing.
    package static func exists(dataDirectory: String) -> Bool {
        ServerHome.hasCluster(folder: dataDirectory + "/postgres")
    }

    package var displayName: String { "the private PostgreSQL server in \(dataDirectory)/postgres" }

    /// The server's log file, once `ready()` has returned; for messages.
    package var logPath: String? { state.withLock { $0.home?.log } }

    /// The directory that holds `psql` and the like, once `ready()` has returned.
    package var programDirectory: String? { state.withLock { $0.programs?.directory } }

    /// Sees to it that the server runs and that this process counts as one of its users.
    ///
    /// Makes the database when there is none (about a second), starts the server when it does not run (a
    /// few tenths of a second), also after somebody killed it. When it runs, this takes a fraction of a
    /// millisecond, so call it before every attempt to connect. Safe from any number of tasks and processes.
    /// - Returns: how to connect, as the role `clickstream`, to the database `clickstream`.
    package func ready() async throws(PrivatePostgresError) -> PostgresConfiguration {
        let used = state.withLock { $0.share == nil ? nil : $0.home }
        if let home = used, case .running(let directory, let port) = ServerControl.state(of: home) {
            return Self.configuration(socketDirectory: directory, port: port)
        }
        let folder = try prepareFolder()
        let startLock = try await lockStart(folder, limit: used == nil ? limits.lock : limits.lockOfUser)
        defer { _ = startLock }
        let home = try await ServerHome.resolve(folder: folder, elsewhere: elsewhere)
        try takeShare(folder, home)
        let programs = try await findPrograms(home)
        if home.clusterVersion == nil {
            logger.info(
                "creating the private PostgreSQL database", metadata: ["directory": "\(home.cluster)"])
            if home.directory != folder {
                logger.notice(
                    "the server's user cannot enter the data directory, so the database is elsewhere",
                    metadata: ["directory": "\(home.directory)"])
            }
            try await ClusterCreation(home: home, programs: programs).create()
        }
        let control = ServerControl(home: home, programs: programs, logger: logger, limits: limits)
        let (directory, port) = try await control.ensureRunning()
        return Self.configuration(socketDirectory: directory, port: port)
    }

    /// Gives up this process's share; whoever is the last stops the server and waits for its end.
    ///
    /// Close every connection first, and let no `ready()` be under way. It runs to its end also in a
    /// cancelled task. Does nothing without a share. A
    /// server that will not stop is logged, not thrown: there is nothing that the caller could do.
    package func release() async {
        // A task of its own: whoever shuts down is often cancelled already, and must not leave a server
        // behind.
        await Task { await self.giveUpShare() }.value
    }

    private func giveUpShare() async {
        guard state.withLock({ $0.share != nil }) else { return }
        do {
            let folder = try prepareFolder()
            let startLock = try await lockStart(folder, limit: limits.lockOfUser)
            defer { _ = startLock }
            let (share, home, programs) = state.withLock { state in
                defer { state.share = nil }
                return (state.share, state.home, state.programs)
            }
            guard let share, let home, let programs, try share.isLast(path: folder + "/users.lock") else {
                return
            }
            try await ServerControl(home: home, programs: programs, logger: logger, limits: limits).stop()
        } catch {
            state.withLock { $0.share = nil }
            logger.warning("could not stop the private PostgreSQL server", metadata: ["reason": "\(error)"])
        }
    }

    /// Creates `<data directory>/postgres` where it is missing.
    /// - Returns: its canonical path.
    private func prepareFolder() throws(PrivatePostgresError) -> String {
        let folder = dataDirectory + "/postgres"
        try PosixFiles.makeDirectories(folder)
        return try PosixFiles.canonical(folder)
    }

    private func lockStart(
        _ folder: String, limit: Duration
    ) async throws(PrivatePostgresError) -> FileLock {
        let patience = Duration.seconds(3)
        do throws(PrivatePostgresError) {
            return try await lockStart(folder, within: min(patience, limit))
        } catch .timedOut where limit > patience {
            logger.notice(
                "waiting for another process that starts or stops PostgreSQL in the same data directory",
                metadata: ["lock": "\(folder)/start.lock"])
            return try await lockStart(folder, within: limit - patience)
        }
    }

    private func lockStart(
        _ folder: String, within limit: Duration
    ) async throws(PrivatePostgresError) -> FileLock {
        try await FileLock.wait(
            for: folder + "/start.lock", .exclusive, limit: limit,
            holder: "another process that starts or stops PostgreSQL", logPath: folder + "/server.log")
    }

    /// Nobody but the last one out, who holds the start lock that we hold, ever holds the users' lock alone.
    private func takeShare(_ folder: String, _ home: ServerHome) throws(PrivatePostgresError) {
        let isNew = state.withLock { state in
            state.home = home
            return state.share == nil
        }
        guard isNew else { return }
        let path = folder + "/users.lock"
        guard let share = try FileLock.take(path, .shared) else {
            throw .file(path: path, operation: "flock", errno: EWOULDBLOCK)
        }
        state.withLock { $0.share = share }
    }

    private func findPrograms(_ home: ServerHome) async throws(PrivatePostgresError) -> ServerPrograms {
        if let known = state.withLock({ $0.programs }) { return known }
        let cluster = home.clusterVersion.map { (directory: home.cluster, version: $0) }
        let programs = try await search.programs(forCluster: cluster)
        state.withLock { $0.programs = programs }
        return programs
    }

    static func configuration(socketDirectory: String, port: Int) -> PostgresConfiguration {
        // Neither encryption nor Kerberos is spoken on a Unix socket; saying so saves the asking.
        PostgresConfiguration(
            connectionString: """
                host=\(quoted(socketDirectory)) port=\(port) user=\(ClusterCreation.role) \
                dbname=\(ClusterCreation.database) sslmode=disable gssencmode=disable
                """)
    }

    /// A value of a libpq connection string.
    static func quoted(_ value: String) -> String {
        var quoted = "'"
        for character in value {
            if character == "'" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "'"
    }
}
