#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The few file operations that the private server needs, with typed errors that name the path.
enum PosixFiles {
    static func message(of code: Int32) -> String { String(cString: strerror(code)) }

    /// Creates `path` and its missing parents.
    /// - Parameter mode: of the directories that are created. 0755 lets a server that runs as another user
    ///   get through to its own directory inside.
    static func makeDirectories(_ path: String, mode: mode_t = 0o755) throws(PrivatePostgresError) {
        if mkdir(path, mode) == 0 || isDirectory(path) { return }
        var code = errno
        if code == ENOENT, let parent = parent(of: path) {
            try makeDirectories(parent, mode: mode)
            if mkdir(path, mode) == 0 || isDirectory(path) { return }
            code = errno
        }
        throw .file(path: path, operation: "mkdir", errno: code == EEXIST ? ENOTDIR : code)
    }

    static func parent(of path: String) -> String? {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else {
            return nil
        }
        return String(path[..<slash])
    }

    /// The path without symbolic links and `..`, so that every process calls a directory by one name.
    static func canonical(_ path: String) throws(PrivatePostgresError) -> String {
        guard let resolved = realpath(path, nil) else {
            throw .file(path: path, operation: "realpath", errno: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func isDirectory(_ path: String) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    static func exists(_ path: String) -> Bool { status(path) != nil }

    static func isExecutableFile(_ path: String) -> Bool {
        guard let status = status(path) else { return false }
        return status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }

    static func owner(of path: String) -> uid_t? { status(path)?.st_uid }

    static func size(of path: String) -> Int { status(path).map { Int($0.st_size) } ?? 0 }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    /// Whether `path` is itself (not by a link) a directory of `owner` that nobody else may enter.
    static func isPrivateDirectory(_ path: String, owner: uid_t) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            && status.st_uid == owner && status.st_mode & 0o077 == 0
    }

    /// The names in a directory, in byte order; none where it cannot be read.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The file's bytes from `offset` on, at most `limit` of them; `nil` where it cannot be read.
    static func read(_ path: String, from offset: Int = 0, limit: Int = 65536) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let room = limit - count
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(file, buffer.baseAddress?.advanced(by: count), room, off_t(offset + count))
            }
            if got < 0 && errno == EINTR { continue }
            if got <= 0 { break }
            count += got
        }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Replaces the file in one step, on disk when this returns: no reader and no crash sees half of it.
    static func replace(
        _ path: String, with text: String, owner: ServerUser? = nil
    ) throws(PrivatePostgresError) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw .file(path: temporary, operation: "open", errno: errno) }
        let code = write(text, to: file, owner: owner)
        close(file)
        guard code == 0 else { throw .file(path: temporary, operation: "write", errno: code) }
        try move(temporary, to: path)
    }

    /// - Returns: 0, or the `errno` of the step that failed.
    private static func write(_ text: String, to file: Int32, owner: ServerUser?) -> Int32 {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let put = bytes.withUnsafeBytes { buffer in
                Platform.write(file, buffer.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if put < 0 && errno == EINTR { continue }
            if put < 0 { return errno }
            done += put
        }
        if let owner, owner.isOther, fchown(file, owner.userID, owner.groupID) != 0 { return errno }
        return fsync(file) == 0 ? 0 : errno
    }

    /// Renames, and makes the new name durable.
    static func move(_ path: String, to target: String) throws(PrivatePostgresError) {
        guard rename(path, target) == 0 else {
            throw .file(path: target, operation: "rename to", errno: errno)
        }
        guard let parent = parent(of: target) else { return }
        let directory = open(parent, O_RDONLY | O_CLOEXEC)
        guard directory >= 0 else { throw .file(path: parent, operation: "open", errno: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .file(path: parent, operation: "fsync", errno: errno) }
    }

    /// Creates an empty file where there is none, and gives it to `owner`.
    static func makeFile(_ path: String, owner: ServerUser) throws(PrivatePostgresError) {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .file(path: path, operation: "open", errno: errno) }
        defer { close(file) }
        if owner.isOther, fchown(file, owner.userID, owner.groupID) != 0 {
            throw .file(path: path, operation: "chown", errno: errno)
        }
    }

    /// Creates a directory that only `owner` (and root) can enter.
    static func makePrivateDirectory(_ path: String, owner: ServerUser) throws(PrivatePostgresError) {
        if mkdir(path, 0o700) == 0 {
            if owner.isOther, chown(path, owner.userID, owner.groupID) != 0 {
                throw .file(path: path, operation: "chown", errno: errno)
            }
        } else if errno != EEXIST {
            throw .file(path: path, operation: "mkdir", errno: errno)
        }
        guard isPrivateDirectory(path, owner: owner.userID) else { throw .unsafeDirectory(path: path) }
    }
}

/// The C library's `write`, which a method of the same name would hide.
private enum Platform {
    static func write(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(file, bytes, count)
        #elseif canImport(Musl)
            Musl.write(file, bytes, count)
        #else
            Darwin.write(file, bytes, count)
        #endif
    }
}
