#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The directory that holds a private server: its cluster, socket and log.
///
/// It is `<data directory>/postgres`. Only where root runs the program, and the user that it drops to cannot
/// get there (a checkout under /root, say), is it `/var/lib/clickstream/<hash of the data directory>`; then
/// the file `location` in `<data directory>/postgres` says so. The two lock files are always in the latter.
struct ServerHome: Equatable, Sendable {
    let directory: String
    let user: ServerUser

    /// PGDATA. It comes into being complete, by a rename.
    var cluster: String { directory + "/cluster" }
    var log: String { directory + "/server.log" }
    var postmasterFile: String { cluster + "/postmaster.pid" }

    /// Where the socket is. A socket's path is at most 107 bytes on Linux and 103 on macOS; where the home's
    /// own path is longer, a short one is used that every process derives alike.
    var socketDirectory: String {
        let usual = directory + "/socket"
        let longest = 103
        guard (usual + "/" + Self.socketName).utf8.count > longest else { return usual }
        return "/tmp/clickstream-" + Self.fingerprint(of: directory)
    }

    /// The port only names the socket file: each server has a socket directory of its own.
    static let port = 5432
    static let socketName = ".s.PGSQL.\(port)"

    /// FNV-1a, 64 bits, in hexadecimal: a short name for a path. It needs to be stable, not secret.
    static func fingerprint(of path: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 {
            hash ^= UInt64(byte)
            hash &*= 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The major version of the cluster, if there is one.
    var clusterVersion: Int? {
        PosixFiles.read(cluster + "/PG_VERSION").flatMap { Int($0.prefix { $0.isNumber }) }
    }

    /// Whether a data directory has a cluster, here or elsewhere.
    static func hasCluster(folder: String) -> Bool {
        var directory = folder
        if let text = PosixFiles.read(folder + "/location"), let line = text.split(separator: "\n").first {
            directory = String(line)
        }
        return PosixFiles.exists(directory + "/cluster")
    }

    /// Finds the home of a data directory, or decides where it will be. Call it with the start lock held.
    /// - Parameters:
    ///   - folder: `<data directory>/postgres`, which exists.
    ///   - elsewhere: where homes go that cannot be in their data directory.
    static func resolve(
        folder: String, elsewhere: String
    ) async throws(PrivatePostgresError) -> ServerHome {
        let pointer = folder + "/location"
        var directory = folder
        if let text = PosixFiles.read(pointer), let line = text.split(separator: "\n").first {
            directory = String(line)
        }
        let cluster = directory + "/cluster"
        let dataDirectory = PosixFiles.parent(of: folder) ?? folder
        let user = try ServerUser.choose(
            clusterOwner: PosixFiles.owner(of: cluster),
            directoryOwner: PosixFiles.owner(of: dataDirectory), cluster: cluster)
        if user.isOther, directory == folder, !PosixFiles.exists(cluster) {
            let isReachable = try await canEnter(folder, user)
            if !isReachable {
                directory = "\(elsewhere)/\(fingerprint(of: dataDirectory))"
                try PosixFiles.makeDirectories(directory)
                try PosixFiles.replace(
                    pointer,
                    with: """
                        \(directory)
                        The line above is where the private PostgreSQL server of this data directory lives:
                        it runs as the user \(ServerUser.name(of: user.userID)), who cannot enter this one.

                        """)
            }
        }
        try PosixFiles.makeDirectories(directory)
        return ServerHome(directory: directory, user: user)
    }

    /// Asked of the kernel, by trying it as that user: modes, groups and access lists all count.
    private static func canEnter(
        _ directory: String, _ user: ServerUser
    ) async throws(PrivatePostgresError) -> Bool {
        let run = ProgramRun(user: user, workingDirectory: "/")
        return try await run.run("/bin/sh", ["-c", "cd -- \"$1\"", "sh", directory]).succeeded
    }
}
