import DedicatedThread

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Asks for a password on a terminal, which does not show it.
enum PasswordPrompt {
    /// - Returns: `nil` at the end of the input, and for Ctrl-C.
    static func ask(_ question: String) async -> String? {
        await DedicatedThread(name: "password").run {
            StandardStreams.write(question, to: STDERR_FILENO)
            var usual = termios()
            let isTerminal = tcgetattr(STDIN_FILENO, &usual) == 0
            var silent = usual
            // Signals are off as well: one in between would leave the terminal mute.
            silent.c_lflag &= ~(tcflag_t(ECHO) | tcflag_t(ISIG))
            if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) }
            let line = readLine()
            if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual) }
            StandardStreams.write("\n", to: STDERR_FILENO)
            return line.flatMap { $0.contains("\u{3}") ? nil : $0 }
        }
    }
}
