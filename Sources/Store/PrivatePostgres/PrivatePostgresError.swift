/// Why the private PostgreSQL server cannot be had. Each `description` is one sentence that says what to do.
package enum PrivatePostgresError: Error, Sendable, Equatable {
    /// No directory with `postgres`, `initdb` and `pg_ctl` was found. `searched`: where.
    case serverNotInstalled(searched: [String])

    /// A file operation in the data directory failed.
    case file(path: String, operation: String, errno: Int32)

    /// The cluster belongs to another user, and this process is neither that user nor root.
    case otherOwner(directory: String, owner: String)

    /// This process is root, and there is no ordinary user that could run the server.
    case noOrdinaryUser

    /// A directory that others could have put in our way is not private to the server's user.
    case unsafeDirectory(path: String)

    /// The cluster was made by another major version than the one that is installed.
    case otherVersion(directory: String, cluster: Int, installed: [Int])

    /// A program of PostgreSQL could not be started at all.
    case programFailed(program: String, reason: String)

    /// `initdb`, or the first set-up of the database, failed; `output` is what it said.
    case initialisationFailed(output: String)

    /// The server did not start; `log` is what it wrote to its log while it tried.
    case startFailed(logPath: String, log: String)

    /// The server, or whoever else is starting it, was not ready in time.
    case timedOut(waitingFor: String, seconds: Int, logPath: String)

    /// The calling task was cancelled.
    case cancelled
}

extension PrivatePostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .serverNotInstalled(let searched):
            """
            No PostgreSQL server is installed: run scripts/bootstrap, or install one (Debian, Ubuntu: \
            apt-get install postgresql; macOS: brew install postgresql@17), or name the directory of its \
            programs in CLICKSTREAM_POSTGRES_BIN, or use a server of your own with --database-url \
            (looked in \(searched.isEmpty ? "no directory" : searched.joined(separator: ", "))).
            """
        case .file(let path, let operation, let code):
            "The data directory cannot be used: \(operation) \(path): \(PosixFiles.message(of: code)); "
                + "choose another with --data-dir, or give this user the right to write there."
        case .otherOwner(let directory, let owner):
            "The database in \(directory) belongs to the user \(owner): run as that user or as root, "
                + "or choose another directory with --data-dir."
        case .noOrdinaryUser:
            "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it: "
                + "create one (useradd --system postgres), or run as an ordinary user."
        case .unsafeDirectory(let path):
            "\(path) is not a directory that only the database's user can use: "
                + "remove it, or choose a --data-dir with a shorter path."
        case .otherVersion(let directory, let cluster, let installed):
            """
            The database in \(directory) was made by PostgreSQL \(cluster), and \
            \(installed.isEmpty ? "none" : installed.map(String.init).joined(separator: ", ")) is installed: \
            install version \(cluster), or move the data over with pg_upgrade (this program does not \
            upgrade a database by itself), or choose another directory with --data-dir.
            """
        case .programFailed(let program, let reason):
            "\(program) could not be run (\(reason)): check the PostgreSQL installation."
        case .initialisationFailed(let output):
            "The database could not be created: \(Self.oneLine(output))."
        case .startFailed(let logPath, let log):
            "The private PostgreSQL server did not start: \(Self.oneLine(log)) (its log is \(logPath))."
        case .timedOut(let what, let seconds, let logPath):
            "Gave up after \(seconds) s of waiting for \(what): see \(logPath) for what it is doing."
        case .cancelled:
            "The start of the private PostgreSQL server was cancelled."
        }
    }

    /// The lines that name the trouble, joined; of other output its last lines.
    static func oneLine(_ output: String) -> String {
        let lines = output.split(separator: "\n").map { line in
            line.drop { $0 == " " || $0 == "\t" }
        }
        // The one line at LOG that tells: which setting of a configuration file is wrong.
        let marks = ["FATAL:", "PANIC:", "ERROR:", "error:", "HINT:", "DETAIL:"]
        let telling = lines.compactMap { line -> Substring? in
            let start = marks.lazy.compactMap { line.firstRange(of: $0)?.lowerBound }.first
            let setting = line.contains(" in file ") ? line.firstRange(of: "LOG:")?.upperBound : nil
            return (start ?? setting).map { line[$0...].drop { $0 == " " } }
        }
        let chosen = telling.isEmpty ? Array(lines.suffix(3)) : Array(telling.suffix(4))
        return chosen.isEmpty ? "it said nothing" : chosen.joined(separator: " ")
    }
}
