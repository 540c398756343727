#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The operating system's files. Each call maps to the system calls of its name, and each error number to a
/// `LogError`.
package struct PosixFileSystem: LogFileSystem {
    package init() {}

    package func open(_ path: String, create: Bool) throws(LogError) -> any LogFile {
        try PosixFile(path: path, flags: create ? O_RDWR | O_CREAT : O_RDWR)
    }

    package func lock(_ path: String) throws(LogError) -> any LogFile {
        let file = LockFile(try PosixFile(path: path, flags: O_RDWR | O_CREAT))
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: throw .locked(path: path)
            default: throw .system(path, "lock", errno)
            }
        }
        return file
    }

    package func list(_ directory: String) throws(LogError) -> [String] {
        guard let stream = opendir(directory) else { throw .system(directory, "list", errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw .system(directory, "list", errno) }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    package func exists(_ path: String) throws(LogError) -> Bool {
        if access(path, F_OK) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw .system(path, "look for", errno) }
        return false
    }

    package func size(of path: String) throws(LogError) -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .system(path, "look at", errno) }
        return Int64(status.st_size)
    }

    package func volume(of path: String) throws(LogError) -> LogVolume {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw .system(path, "look at the volume of", errno) }
        guard let resolved = realpath(path, nil) else { throw .system(path, "look for", errno) }
        defer { free(resolved) }
        let blockSize = Int64(status.f_frsize)
        return LogVolume(
            directory: String(cString: resolved),
            totalBytes: Int64(clamping: status.f_blocks).multipliedReportingOverflow(by: blockSize).0,
            usableBytes: Int64(clamping: status.f_bavail).multipliedReportingOverflow(by: blockSize).0)
    }

    package func createDirectory(_ path: String) throws(LogError) {
        if mkdir(path, 0o755) == 0 { return }
        switch errno {
        case EEXIST:
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw .system(path, "make the directory", ENOTDIR)
            }
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
                throw .system(path, "make the directory", ENOENT)
            }
            try createDirectory(String(path[..<slash]))
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
                throw .system(path, "make the directory", errno)
            }
        case let number:
            throw .system(path, "make the directory", number)
        }
    }

    package func remove(_ path: String) throws(LogError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .system(path, "delete", errno) }
    }

    package func removeDirectory(_ path: String) throws(LogError) {
        guard rmdir(path) == 0 || errno == ENOENT else { throw .system(path, "delete", errno) }
    }

    package func rename(_ path: String, to newPath: String) throws(LogError) {
        #if canImport(Glibc)
            let status = Glibc.rename(path, newPath)
        #elseif canImport(Musl)
            let status = Musl.rename(path, newPath)
        #else
            let status = Darwin.rename(path, newPath)
        #endif
        guard status == 0 else { throw .system(newPath, "rename a file to", errno) }
    }

    package func syncDirectory(_ path: String) throws(LogError) {
        let directory = try PosixFile(path: path, flags: O_RDONLY | O_DIRECTORY)
        try directory.syncEverything()
    }
}

/// One descriptor, closed at the end of the object's life.
final class PosixFile: LogFile {
    let path: String
    let descriptor: Int32

    init(path: String, flags: Int32) throws(LogError) {
        var descriptor: Int32
        repeat {
            descriptor = open(path, flags | O_CLOEXEC, 0o644)
        } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw .system(path, "open", errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func read(_ buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        var total = 0
        while total < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[total...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(position + Int64(total)))
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(path, "read", errno)
            }
            if count == 0 { break }
            total += count
        }
        return total
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(LogError) -> Int {
        guard !bytes.isEmpty else { return 0 }
        while true {
            let count = pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(position))
            if count > 0 { return count }
            // A regular file that takes nothing has no room.
            guard count < 0 else { throw .system(path, "write", ENOSPC) }
            if errno != EINTR { throw .system(path, "write", errno) }
        }
    }

    func sync() throws(LogError) {
        #if canImport(Darwin)
            // fsync on Apple's systems leaves the data in the drive's cache.
            guard fcntl(descriptor, F_FULLFSYNC) == 0 else { throw .system(path, "sync", errno) }
        #else
            // No retry on EINTR: the kernel may have dropped its note of the failure, so the caller must
            // decide.
            guard fdatasync(descriptor) == 0 else { throw .system(path, "sync", errno) }
        #endif
    }

    func syncEverything() throws(LogError) {
        guard fsync(descriptor) == 0 else { throw .system(path, "sync", errno) }
    }

    func truncate(to size: Int64) throws(LogError) {
        while ftruncate(descriptor, off_t(size)) != 0 {
            guard errno == EINTR else { throw .system(path, "cut", errno) }
        }
    }

    func size() throws(LogError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(path, "look at", errno) }
        return Int64(status.st_size)
    }
}

extension LogError {
    /// The error of a system call on `path`.
    fileprivate static func system(_ path: String, _ operation: String, _ number: Int32) -> LogError {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: .diskFull(path: path, operation: operation)
        default: .io(path: path, operation: operation, errno: number)
        }
    }
}
