import ClickSink

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why there is no result, or why the result is not good enough; its text says what to do.
struct Failure: Error {
    let code: Int32
    let message: String

    init(code: Int32, _ message: String) {
        self.code = code
        self.message = message
    }

    static var usage: Failure {
        let extents = HotPath.Extent.allCases.map(\.rawValue).joined(separator: "|")
        return Failure(
            code: EX_USAGE, "Use it as: hot-path check FILE, or hot-path feed \(extents) TRANSACTIONS.")
    }

    func exit() -> Never {
        let line = "hot-path: \(message)\n"
        _ = write(STDERR_FILENO, line, line.utf8.count)
        #if canImport(Glibc)
            Glibc.exit(code)
        #elseif canImport(Musl)
            Musl.exit(code)
        #else
            Darwin.exit(code)
        #endif
    }
}
