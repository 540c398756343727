import ArgumentParser
import ClickConsole
import Logging
import PostgresClient

struct Console: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The pages: what visitors do right now, and how the pipeline is.",
        discussion: """
            On this machine only, unless there are users or tokens. The pages look at the database and at Kafka, \
            and change nothing, unless --console-actions or an operator's login lets them. A click is pushed to \
            the screen when it is stored. `clickstream up` shows the pages too.

            Examples:
              clickstream console                              http://localhost:9000
              clickstream console --listen 127.0.0.1:9001 --database-url postgresql://db/shop
              clickstream console --listen 0.0.0.0:9000 --console-users /etc/clickstream/users
            """,
        subcommands: [HashPassword.self])

    @Option(
        help: ArgumentHelp(
            "Where the pages are. (default: 127.0.0.1:9000; environment: CLICKSTREAM_CONSOLE_LISTEN)",
            valueName: "host:port"))
    var listen: String?

    @OptionGroup(title: "Access") var access: ConsoleAccessOptions
    @OptionGroup(title: "Kafka") var kafka: ConsoleKafkaOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, database, kafka), defaultLogLevel: .info)
        let plan = try ConsolePlan(listen: listen, option: "--listen", access, settings)
        let stack = try await Stack.open(settings, needs: .database, terminal: terminal)
        let console = try await stack.prepared {
            try await stack.migrate()
            return try await stack.console(plan)
        }
        terminal.print("Console      \(console.url)   showing \(stack.server.displayName)")
        try await stack.run([Job(console)])
    }
}
