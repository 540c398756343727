#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The directory that holds everything a machine keeps: the broker's log and the private server's cluster.
struct DataDirectory {
    let path: String

    /// Creates the directory, with its parents, where it does not exist.
    /// - Throws: `DataDirectoryError` where it cannot be made or written.
    init(_ path: String) throws {
        self.path = path
        guard !path.isEmpty, !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            throw DataDirectoryError(path: path.debugDescription, errno: EINVAL)
        }
        var partial = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            partial += component
            if mkdir(partial, 0o755) != 0 && errno != EEXIST {
                throw DataDirectoryError(path: partial, errno: errno)
            }
            partial += "/"
        }
        // The dot is there in directories only.
        guard access(path + "/.", F_OK) == 0 else { throw DataDirectoryError(path: path, errno: errno) }
        guard access(path, W_OK | X_OK) == 0 else { throw DataDirectoryError(path: path, errno: errno) }
    }

    /// Whether a broker has kept a log there, or is about to.
    static func hasLog(_ path: String) -> Bool {
        access(path + "/broker", F_OK) == 0 || access(path + "/broker.lock", F_OK) == 0
    }

    var broker: String { path + "/broker" }
    var brokerLock: String { path + "/broker.lock" }
}

/// The data directory cannot be used.
struct DataDirectoryError: Error, CustomStringConvertible {
    let path: String
    let errno: Int32

    var description: String {
        """
        The data directory cannot be used: \(path): \(String(cString: strerror(errno))); choose another with \
        --data-dir, or give this user the right to write there.
        """
    }
}
