import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Standard error as a person sees it: messages that scroll, and below them one line that is always current.
///
/// Where standard error is not a terminal the current line is not drawn: `showStatus` prints plain lines at
/// the pace that it is asked for. From any thread.
final class Terminal: Sendable {
    /// Whether a person is looking.
    let isInteractive: Bool
    private let status = Mutex("")

    init(isInteractive: Bool = isatty(STDERR_FILENO) == 1) {
        self.isInteractive = isInteractive
    }

    /// Prints a message above the current line.
    func print(_ message: String) {
        status.withLock { status in
            if status.isEmpty {
                Self.write(message + "\n")
            } else {
                Self.write("\r\u{1B}[2K" + message + "\n" + status)
            }
        }
    }

    /// Replaces the current line, cut to the terminal's width; elsewhere prints it as a line of its own.
    func showStatus(_ line: String) {
        guard isInteractive else { return print(line) }
        let fitting = String(line.prefix(Self.columns() - 1))
        status.withLock { status in
            status = fitting
            Self.write("\r\u{1B}[2K" + fitting)
        }
    }

    /// Leaves the current line where it is; what is printed from now on stands below it.
    func endStatus() {
        status.withLock { status in
            if !status.isEmpty { Self.write("\n") }
            status = ""
        }
    }

    private static func columns() -> Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 120 }
        return Int(size.ws_col)
    }

    private static func write(_ text: String) {
        StandardStreams.write(text, to: STDERR_FILENO)
    }
}
