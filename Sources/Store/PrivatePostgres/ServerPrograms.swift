#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The programs of one installed PostgreSQL: a directory with `postgres`, `initdb` and `pg_ctl`.
struct ServerPrograms: Equatable, Sendable {
    let directory: String
    /// 15, 16, …
    let majorVersion: Int

    var initdb: String { directory + "/initdb" }
    var postgres: String { directory + "/postgres" }
    var control: String { directory + "/pg_ctl" }

    static func areIn(_ directory: String) -> Bool {
        ["postgres", "initdb", "pg_ctl"].allSatisfy { PosixFiles.isExecutableFile("\(directory)/\($0)") }
    }

    /// Asks the `postgres` in a directory for its version. Where it is a link into a real installation, that
    /// is taken: it has the other programs too.
    static func inspect(_ named: String) async throws(PrivatePostgresError) -> ServerPrograms? {
        let resolved = PosixFiles.parent(of: try PosixFiles.canonical(named + "/postgres"))
        let directory = resolved.map { areIn($0) ? $0 : named } ?? named
        let run = ProgramRun(user: .current, workingDirectory: "/")
        let answer = try await run.run(directory + "/postgres", ["--version"])
        guard answer.succeeded, let version = majorVersion(in: answer.output) else { return nil }
        return ServerPrograms(directory: directory, majorVersion: version)
    }

    /// The major version in what `postgres --version` prints: `postgres (PostgreSQL) 15.13 (Debian …)`.
    static func majorVersion(in text: String) -> Int? {
        guard let mark = text.firstRange(of: "(PostgreSQL) ") else { return nil }
        return Int(text[mark.upperBound...].prefix { $0.isNumber })
    }
}

/// Where to look for the programs, the first place first. Debian keeps them outside PATH on purpose.
struct ServerSearch {
    let environment: [String: String]
    /// Directories that hold one directory a version: `/usr/lib/postgresql/15/bin`.
    var versioned = [
        (parent: "/usr/lib/postgresql", prefix: "", suffix: "/bin"),
        (parent: "/usr", prefix: "pgsql-", suffix: "/bin"),
        (parent: "/opt/homebrew/opt", prefix: "postgresql@", suffix: "/bin"),
        (parent: "/usr/local/opt", prefix: "postgresql@", suffix: "/bin"),
    ]
    var fixed = ["/opt/homebrew/bin", "/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]

    static var ofThisProcess: ServerSearch {
        var values: [String: String] = [:]
        for name in ["CLICKSTREAM_POSTGRES_BIN", "PATH"] {
            values[name] = getenv(name).map { String(cString: $0) }
        }
        return ServerSearch(environment: values)
    }

    /// The directories to look into. A directory that the user names stands alone: nothing else is taken
    /// behind the user's back.
    func candidates() async -> [String] {
        if let named = environment["CLICKSTREAM_POSTGRES_BIN"], !named.isEmpty { return [named] }
        let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        var all = path
        if let configured = await configuredDirectory(path) { all.append(configured) }
        for (parent, prefix, suffix) in versioned {
            let versions = PosixFiles.names(in: parent)
                .filter { $0.hasPrefix(prefix) }
                .compactMap { name in Int(name.dropFirst(prefix.count)).map { (number: $0, name: name) } }
                .sorted { $0.number > $1.number }
            all += versions.map { "\(parent)/\($0.name)\(suffix)" }
        }
        var seen: Set<String> = []
        return (all + fixed).filter { seen.insert($0).inserted }
    }

    private func configuredDirectory(_ path: [String]) async -> String? {
        guard let tool = path.map({ $0 + "/pg_config" }).first(where: PosixFiles.isExecutableFile),
            let answer = try? await ProgramRun(user: .current, workingDirectory: "/").run(tool, ["--bindir"]),
            answer.succeeded
        else { return nil }
        return answer.output.split(separator: "\n").first.map(String.init)
    }

    /// The first programs, or, where there is a cluster, the first of the cluster's major version.
    func programs(
        forCluster cluster: (directory: String, version: Int)?
    ) async throws(PrivatePostgresError) -> ServerPrograms {
        let candidates = await candidates()
        var found: [ServerPrograms] = []
        for directory in candidates where ServerPrograms.areIn(directory) {
            guard let programs = try await ServerPrograms.inspect(directory) else { continue }
            if cluster == nil || cluster?.version == programs.majorVersion { return programs }
            found.append(programs)
        }
        guard let cluster, !found.isEmpty else { throw .serverNotInstalled(searched: candidates) }
        let installed = Set(found.map(\.majorVersion)).sorted()
        throw .otherVersion(
            directory: cluster.directory, cluster: cluster.version, installed: installed)
    }
}
