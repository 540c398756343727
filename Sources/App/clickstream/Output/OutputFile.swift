#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Lines on their way to standard output or into a new file, gathered to larger writes.
final class OutputFile {
    private let descriptor: Int32
    private let path: String?
    private var buffer: [UInt8] = []

    private static let bufferSize = 1 << 16

    /// - Parameter path: a file that does not exist yet, readable by its owner alone; `nil` for standard
    ///   output.
    /// - Throws: `UsageError` where it exists or cannot be made.
    init(_ path: String?) throws {
        self.path = path
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw UsageError(
                errno == EEXIST
                    ? "\(path) exists already, and may hold work of yours: name another file with --output, or remove it."
                    : "\(path) cannot be written (\(String(cString: strerror(errno)))): name another file with --output."
            )
        }
    }

    /// - Throws: `OutputError`. Ends the program, successfully, when nobody reads its output any more.
    func write(line: String) throws {
        buffer += line.utf8
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes what is left, and closes the file.
    /// - Throws: `OutputError`.
    func finish() throws {
        try flush()
        guard let path else { return }
        if close(descriptor) != 0 { throw OutputError(path: path, code: errno) }
    }

    /// Closes and removes the file, which is not whole.
    func abandon() {
        guard let path else { return }
        close(descriptor)
        unlink(path)
    }

    private func flush() throws {
        guard !buffer.isEmpty else { return }
        guard buffer.withUnsafeBytes({ StandardStreams.write($0, to: descriptor) }) else {
            if path == nil && errno == EPIPE { exit(0) }
            throw OutputError(path: path ?? "Standard output", code: errno)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Output could not be written. Exit code 74.
struct OutputError: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    var description: String { "\(path) cannot be written: \(String(cString: strerror(code)))." }
}
