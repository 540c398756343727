#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Makes a cluster: complete, or not at all.
///
/// Everything happens in a directory of another name: `initdb`, the configuration, and, with a server that
/// only this program talks to, the database itself. At the end it is forced to disk and renamed. What was
/// killed half-way is therefore never taken for a cluster; the next attempt removes it. Call it with the
/// start lock held.
struct ClusterCreation {
    let home: ServerHome
    let programs: ServerPrograms

    static let role = "clickstream"
    static let database = "clickstream"
    private static let prefix = "cluster.new-"

    private var run: ProgramRun { ProgramRun(user: home.user, workingDirectory: home.directory) }

    func create() async throws(PrivatePostgresError) {
        try await removeLeftovers()
        let directory =
            "\(home.directory)/\(Self.prefix)\(String(UInt64.random(in: .min ... .max), radix: 16))"
        try PosixFiles.makePrivateDirectory(directory, owner: home.user)
        do {
            try await fill(directory)
            try PosixFiles.move(directory, to: home.cluster)
        } catch {
            // What stays is only room on disk, and the next attempt's to remove.
            try? await removeLeftovers()
            throw error
        }
    }

    private func fill(_ directory: String) async throws(PrivatePostgresError) {
        try await require(
            programs.initdb,
            [
                "-D", directory, "-U", Self.role, "-A", "trust", "--encoding=UTF8", "--data-checksums",
                "--no-sync", "--no-instructions",
            ] + Self.localeArguments)
        let main = directory + "/postgresql.conf"
        let generated = PosixFiles.read(main) ?? ""
        try PosixFiles.replace(main, with: ServerSettings.main(generated: generated), owner: home.user)
        try PosixFiles.replace(directory + "/pg_hba.conf", with: ServerSettings.access, owner: home.user)
        try PosixFiles.replace(directory + "/clickstream.conf", with: "", owner: home.user)
        // Errors of statements go to the client that sent them, which reports them: a COPY that meets a
        // duplicate is no event in the server's log.
        try await require(
            programs.postgres,
            ["--single", "-D", directory, "-c", "fsync=off", "-c", "exit_on_error=on", "postgres"],
            input: """
                CREATE DATABASE \(Self.database);
                ALTER ROLE \(Self.role) SET log_min_messages = 'log';

                """)
        try await require(programs.initdb, ["-D", directory, "--sync-only"])
    }

    private func require(
        _ program: String, _ arguments: [String], input: String = ""
    ) async throws(PrivatePostgresError) {
        let result = try await run.run(program, arguments, input: input)
        guard result.succeeded else { throw .initialisationFailed(output: result.output) }
    }

    /// Text compares by its bytes: the fastest order, and one that no update of the C library changes under
    /// an index. Letters of all languages are still known as such, where the system has the locale for it.
    private static var localeArguments: [String] {
        guard let locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return ["--locale=C"] }
        freelocale(locale)
        return ["--locale=C", "--lc-ctype=C.UTF-8"]
    }

    private func removeLeftovers() async throws(PrivatePostgresError) {
        let leftovers = PosixFiles.names(in: home.directory).filter { $0.hasPrefix(Self.prefix) }
        guard !leftovers.isEmpty else { return }
        let run = ProgramRun(user: .current, workingDirectory: home.directory)
        _ = try await run.run("/bin/rm", ["-rf", "--"] + leftovers)
    }
}
