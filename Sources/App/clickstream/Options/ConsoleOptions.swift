import ArgumentParser

/// Whether `up` shows the pages, and where.
struct ConsoleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the console's pages are. (default: 127.0.0.1:9000; environment: CLICKSTREAM_CONSOLE_LISTEN)",
            valueName: "host:port"))
    var consoleListen: String?

    @Flag(help: "Run without the console's pages.")
    var noConsole = false

    @OptionGroup var access: ConsoleAccessOptions

    func validate() throws {
        if noConsole && consoleListen != nil {
            throw ValidationError("--no-console and --console-listen exclude each other; leave one out.")
        }
    }

    /// - Returns: `nil` where there is to be none.
    /// - Throws: what has to be mended before anything is started.
    func plan(_ settings: Settings) throws -> ConsolePlan? {
        noConsole
            ? nil
            : try ConsolePlan(listen: consoleListen, option: "--console-listen", access, settings)
    }
}
