import DedicatedThread

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A question before something that cannot be taken back.
enum Confirmation {
    /// Whether there is a person to ask.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks, with no as the answer to everything but yes. Ctrl-C ends the program: nothing has happened yet.
    static func ask(_ question: String) async -> Bool {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
        StandardStreams.write(PrintableText.escapedLines(question) + " [y/N] ", to: STDERR_FILENO)
        let answer = await DedicatedThread(name: "question").run { readLine() }
        return ["y", "yes"].contains(answer?.lowercased() ?? "")
    }
}
