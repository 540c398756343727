import ArgumentParser

/// Whether a command shows the pages, and where.
struct ConsoleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the console's pages are, on this machine only. (default: 127.0.0.1:9000)",
            valueName: "host:port"))
    var consoleListen: String?

    @Flag(help: "Run without the console's pages.")
    var noConsole = false

    static let defaultAddress = "127.0.0.1:9000"

    func validate() throws {
        if noConsole && consoleListen != nil {
            throw ValidationError("--no-console and --console-listen exclude each other; leave one out.")
        }
    }

    /// - Returns: `nil` where there is to be none.
    /// - Throws: `UsageError`.
    func address() throws -> ListenAddress? {
        noConsole ? nil : try ListenAddress(consoleListen ?? Self.defaultAddress, option: "--console-listen")
    }
}
