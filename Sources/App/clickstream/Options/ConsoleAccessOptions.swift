import ArgumentParser

/// Who may use the console, and for what.
struct ConsoleAccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Who may log in: lines of name:role:hash, as clickstream console hash-password prints; the role is viewer \
            or operator. Needed, or a token file, beyond this machine. (environment: CLICKSTREAM_CONSOLE_USERS)
            """,
            valueName: "file"))
    var consoleUsers: String?

    @Option(
        help: ArgumentHelp(
            """
            Tokens for scripts, which send Authorization: Bearer TOKEN: lines of name:role:token. \
            (environment: CLICKSTREAM_CONSOLE_TOKEN_FILE)
            """,
            valueName: "file"))
    var consoleTokenFile: String?

    @Option(
        help: ArgumentHelp(
            """
            A name by which browsers call this console, beside addresses and localhost; may be repeated. \
            (environment: CLICKSTREAM_CONSOLE_HOST, separated by commas)
            """,
            valueName: "name"))
    var consoleHost: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            The address of a proxy in front, which is believed about X-Forwarded-For and X-Forwarded-Proto; may be \
            repeated. (environment: CLICKSTREAM_CONSOLE_PROXY, separated by commas)
            """,
            valueName: "address"))
    var consoleProxy: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            A field that viewers do not see, as user_id, page_url or properties.email: hide it, or show a hash, its \
            last4, or an address without its query; may be repeated. Nothing is found by it either. (default: hide; environment: CLICKSTREAM_CONSOLE_MASK, separated by commas)
            """,
            valueName: "field[=hide|hash|last4|query]"))
    var consoleMask: [String] = []

    @Flag(
        help: ArgumentHelp(
            """
            Without login, let the pages change things: produce, reset offsets, delete. With users, operators may. \
            (environment: CLICKSTREAM_CONSOLE_ACTIONS=true)
            """))
    var consoleActions = false

    @Flag(
        help: ArgumentHelp(
            "Let the pages change nothing, whoever asks. (environment: CLICKSTREAM_CONSOLE_READ_ONLY=true)"))
    var consoleReadOnly = false
}
