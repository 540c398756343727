import Logging
import PostgresClient
import Subprocess
import Testing

@testable import PrivatePostgres

#if canImport(System)
    import System
#else
    import SystemPackage
#endif
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A data directory under /tmp for one test, with everything that a test asks of the server in it.
struct ScratchServer: Sendable {
    let directory: String

    /// Runs `body` with a data directory; afterwards stops whatever still runs there, and removes it.
    /// - Parameter fresh: whether there is nothing yet, and not even the directory; else there is a database.
    static func with(
        name: String = "data", fresh: Bool = false, _ body: (ScratchServer) async throws -> Void
    ) async throws {
        var template = Array("/tmp/clickstream-private-XXXXXX".utf8CString)
        let root = try #require(mkdtemp(&template).map { String(cString: $0) })
        // The server runs as another user when the tests run as root, and must get through.
        try #require(chmod(root, 0o755) == 0)
        let server = ScratchServer(directory: root + "/" + name)
        let result: Result<Void, any Error>
        do {
            if !fresh { try await ClusterTemplate.copy(to: server) }
            result = .success(try await body(server))
        } catch { result = .failure(error) }
        for process in server.processes { kill(process, SIGKILL) }
        try await server.waitUntilNothingRuns()
        try await remove(root)
        try result.get()
    }

    private static func remove(_ path: String) async throws {
        _ = try await Subprocess.run(
            .path("/bin/rm"), arguments: ["-rf", "--", path], output: .discarded, error: .discarded)
    }

    func postgres(limits: ServerLimits = ServerLimits(), search: ServerSearch = .ofThisProcess)
        -> PrivatePostgres
    {
        var logger = Logger(label: "test")
        logger.logLevel = .warning
        return PrivatePostgres(
            dataDirectory: directory, logger: logger, limits: limits, search: search,
            elsewhere: elsewhere)
    }

    /// Where homes go that cannot be in their data directory: a sibling of it.
    var elsewhere: String { directory + "-elsewhere" }

    var folder: String { directory + "/postgres" }
    var home: ServerHome {
        let pointer = PosixFiles.read(folder + "/location")?.split(separator: "\n").first
        let canonical = try? PosixFiles.canonical(pointer.map(String.init) ?? folder)
        return ServerHome(directory: canonical ?? folder, user: .current)
    }

    var postmaster: pid_t? {
        PosixFiles.read(home.postmasterFile).flatMap { PostmasterFile.process(in: $0) }
    }

    /// Every process of the server.
    var processes: [pid_t] { ServerProcesses(cluster: home.cluster).all() }

    var isRunning: Bool {
        if case .running = ServerControl.state(of: home) { return true }
        return false
    }

    /// Runs SQL with psql over the server's socket: a client that is not ours.
    /// - Returns: the values, a line a row, without the last line's end.
    @discardableResult
    func sql(_ statement: String) async throws -> String {
        let programs = try await ServerSearch.ofThisProcess.programs(forCluster: nil)
        let result = try await Subprocess.run(
            .path(FilePath(programs.directory + "/psql")),
            arguments: [
                "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", home.socketDirectory, "-p", "5432", "-U",
                "clickstream", "-d", "clickstream", "-c", statement,
            ], output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else { throw SQLFailed(message: result.standardError) }
        return result.standardOutput.last == "\n"
            ? String(result.standardOutput.dropLast()) : result.standardOutput
    }

    /// Kills the server's first process alone, and waits until it is gone. Its file, its socket and its other
    /// processes may still be there.
    func killPostmaster() async throws -> pid_t {
        let postmaster = try #require(postmaster)
        kill(postmaster, SIGKILL)
        let processes = ServerProcesses(cluster: home.cluster)
        try await waitUntil("the postmaster is gone") { !processes.contains(postmaster) }
        return postmaster
    }

    /// A killed process takes a moment to go.
    func waitUntilNothingRuns() async throws {
        try await waitUntil("the server's processes are gone") { processes.isEmpty }
    }
}

struct SQLFailed: Error { let message: String }

/// Asks until the answer is yes, for half a minute at most. For what another process does, of which no signal
/// comes.
func waitUntil(_ what: String, _ condition: () async throws -> Bool) async throws {
    var wait = BoundedWait(limit: .seconds(30), first: .milliseconds(2), longest: .milliseconds(50))
    while try await !condition() { try await wait.pause(waitingFor: what, logPath: "the test") }
}

var isRoot: Bool { geteuid() == 0 }
