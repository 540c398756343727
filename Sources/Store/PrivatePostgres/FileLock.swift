#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A lock on a file (`flock`), held until the object is gone.
///
/// The kernel drops it when the process ends, however it ends, so no lock outlives a `kill -9`. It belongs to
/// the open file and not to the process: two locks in one process exclude each other as two processes do.
/// The descriptor is closed on exec: a server that we start never inherits it.
final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    enum Kind { case shared, exclusive }

    /// Takes the lock, if nobody stands against it, without waiting.
    /// - Returns: `nil` when somebody does.
    static func take(_ path: String, _ kind: Kind) throws(PrivatePostgresError) -> FileLock? {
        let descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, operation: "open", errno: errno) }
        let lock = FileLock(descriptor: descriptor)
        return try lock.change(to: kind, path: path) ? lock : nil
    }

    /// Takes the lock, waiting for its holder. The waiting costs no thread; `flock` has no asynchronous form,
    /// so it is asked again after a pause that grows to 50 ms.
    static func wait(
        for path: String, _ kind: Kind, limit: Duration, holder: String, logPath: String
    ) async throws(PrivatePostgresError) -> FileLock {
        var wait = BoundedWait(limit: limit, first: .milliseconds(2), longest: .milliseconds(50))
        while true {
            if let lock = try take(path, kind) { return lock }
            try await wait.pause(waitingFor: holder, logPath: logPath)
        }
    }

    /// Whether this is the only holder. Asks by making the lock exclusive; when others hold it too, the
    /// attempt may lose our own share, so this is for whoever is about to let go.
    func isLast(path: String) throws(PrivatePostgresError) -> Bool {
        try change(to: .exclusive, path: path)
    }

    private func change(to kind: Kind, path: String) throws(PrivatePostgresError) -> Bool {
        let operation = (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        while flock(descriptor, operation) != 0 {
            if errno == EINTR { continue }
            if errno == EWOULDBLOCK { return false }
            throw .file(path: path, operation: "flock", errno: errno)
        }
        return true
    }
}
