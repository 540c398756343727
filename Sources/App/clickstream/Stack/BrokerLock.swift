import DedicatedThread

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The right to run the embedded broker of a data directory, held by one process at a time.
///
/// A `flock`, so that the kernel passes it on when its holder ends, however it ends. The file's text is the
/// address at which the holder's broker listens.
final class BrokerLock: Sendable {
    private let file: Int32
    let path: String

    private init(file: Int32, path: String) {
        self.file = file
        self.path = path
    }

    deinit { close(file) }

    /// Takes the lock when nobody has it.
    /// - Returns: `nil` while another process has it.
    /// - Throws: `DataDirectoryError` where the data directory cannot be written.
    static func take(_ path: String) throws -> BrokerLock? {
        let lock = try open(path)
        if flock(lock.file, LOCK_EX | LOCK_NB) == 0 {
            // The address of whoever held it before is nobody's until the new holder listens.
            ftruncate(lock.file, 0)
            return lock
        }
        guard errno == EWOULDBLOCK else { throw DataDirectoryError(path: path, errno: errno) }
        return nil
    }

    /// Waits, without end, until nobody else has the lock. The wait is one blocked system call on a thread of
    /// its own; a cancelled waiter is told at once and leaves that thread to end with the process.
    static func wait(_ path: String) async throws -> BrokerLock {
        let lock = try open(path)
        let answer = OneAnswer()
        let thread = DedicatedThread(name: "broker-lock")
        Task.detached {
            await thread.run {
                var status = flock(lock.file, LOCK_EX)
                while status != 0 && errno == EINTR { status = flock(lock.file, LOCK_EX) }
                answer.give(status == 0)
            }
        }
        guard await answer.value() else { throw CancellationError() }
        ftruncate(lock.file, 0)
        return lock
    }

    /// Writes the address that other processes are to use.
    func publish(_ address: ListenAddress) {
        let text = "\(address)\n"
        ftruncate(file, 0)
        _ = text.utf8.withContiguousStorageIfAvailable { pwrite(file, $0.baseAddress, $0.count, 0) }
    }

    /// The address that the holder published last, or `nil`.
    static func publishedAddress(_ path: String) -> ListenAddress? {
        let file = Self.openFile(path, flags: O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        return text.split(separator: "\n").first.flatMap { try? ListenAddress(String($0)) }
    }

    private static func open(_ path: String) throws -> BrokerLock {
        let file = openFile(path, flags: O_RDWR | O_CREAT)
        guard file >= 0 else { throw DataDirectoryError(path: path, errno: errno) }
        return BrokerLock(file: file, path: path)
    }

    private static func openFile(_ path: String, flags: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, flags | O_CLOEXEC, 0o644)
        #elseif canImport(Musl)
            Musl.open(path, flags | O_CLOEXEC, 0o644)
        #else
            Darwin.open(path, flags | O_CLOEXEC, 0o644)
        #endif
    }
}
