import KafkaLog
import Logging

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A fresh directory that goes with this object.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/kafka-log-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw LogError.io(path: "/tmp", operation: "make", errno: errno)
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? Self.removeTree(path) }

    static func removeTree(_ path: String) throws(LogError) {
        let files = PosixFileSystem()
        for name in try files.list(path) {
            let child = "\(path)/\(name)"
            if isDirectory(child) { try removeTree(child) } else { try files.remove(child) }
        }
        try files.removeDirectory(path)
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Copies the files of a directory that has no directories in it.
    func copyFiles(to other: TemporaryDirectory) throws {
        for name in try PosixFileSystem().list(path) {
            try other.write(read(name), to: name)
        }
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = try PosixFileSystem().open("\(path)/\(name)", create: false)
        var bytes = [UInt8](repeating: 0, count: Int(try file.size()))
        let count = try bytes.withUnsafeMutableBytes { try file.read($0, at: 0) }
        return Array(bytes[..<count])
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = try PosixFileSystem().open("\(path)/\(name)", create: true)
        try file.truncate(to: 0)
        var written = 0
        while written < bytes.count {
            written += try bytes.withUnsafeBytes {
                try file.write(UnsafeRawBufferPointer(rebasing: $0[written...]), at: Int64(written))
            }
        }
    }

    func names(endingIn suffix: String) throws -> [String] {
        try PosixFileSystem().list(path).filter { $0.hasSuffix(suffix) }.sorted()
    }
}
