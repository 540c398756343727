#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file or pipe, read from front to back. Reads block: use it on a thread that may wait.
package final class FileSource: ByteSource {
    private let descriptor: Int32
    private let path: String
    private let isOwned: Bool

    /// Opens a file for reading.
    /// - Parameter path: `-` is the standard input.
    package init(path: String) throws(ImportError) {
        self.path = path == "-" ? "standard input" : path
        isOwned = path != "-"
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .unreadable(path: self.path, reason: Self.reason(errno)) }
    }

    deinit {
        if isOwned && descriptor >= 0 { close(descriptor) }
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImportError) -> Int {
        while true {
            let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw .unreadable(path: path, reason: Self.reason(errno)) }
        }
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// `read(2)`, which the method of the same name hides.
private func systemRead(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, start, count)
}
