#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writing to standard output and standard error without buffers of our own.
enum StandardStreams {
    /// A reader that goes away (`clickstream tail | head`) is an error of `write`, not a signal that kills.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Prints a line to standard output. Ends the program, successfully, when nobody reads it any more.
    static func print(_ line: String) {
        guard !write(line + "\n", to: STDOUT_FILENO) else { return }
        if errno == EPIPE { exit(0) }
        write(
            "clickstream: Standard output cannot be written: \(String(cString: strerror(errno))).\n",
            to: STDERR_FILENO)
        exit(EX_IOERR)
    }

    /// - Returns: `false` when not everything could be written; `errno` says why.
    @discardableResult
    static func write(_ text: String, to file: Int32) -> Bool {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: file) }
    }

    /// - Returns: `false` when not everything could be written; `errno` says why.
    @discardableResult
    static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
                let count = Glibc.write(file, piece.baseAddress, piece.count)
            #elseif canImport(Musl)
                let count = Musl.write(file, piece.baseAddress, piece.count)
            #else
                let count = Darwin.write(file, piece.baseAddress, piece.count)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
