import ArgumentParser
import ClickConsole
import Logging
import PostgresClient

struct Console: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The pages: what visitors do right now, and how the pipeline is.",
        discussion: """
            On this machine only. The pages look at the database and at Kafka, and change nothing, unless \
            --allow-actions lets them. A click is pushed to the screen when it is stored. `clickstream up` shows \
            them too.

            Examples:
              clickstream console                              http://localhost:9000
              clickstream console --listen 127.0.0.1:9001 --database-url postgresql://db/shop
            """)

    @Option(
        help: ArgumentHelp(
            "Where the pages are, on this machine only. (default: 127.0.0.1:9000)", valueName: "host:port"))
    var listen: String = ConsoleOptions.defaultAddress

    @OptionGroup(title: "Actions") var actions: ConsoleActionOptions
    @OptionGroup(title: "Kafka") var kafka: ConsoleKafkaOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let terminal = Terminal()
        let address = try ListenAddress(listen)
        let settings = try await Settings(Flags(common, database, kafka), defaultLogLevel: .info)
        let stack = try await Stack.open(settings, needs: .database, terminal: terminal)
        let console = try await stack.prepared {
            try await stack.migrate()
            return try await stack.console(at: address, allowsActions: actions.allowActions)
        }
        terminal.print("Console      \(console.url)   showing \(stack.server.displayName)")
        try await stack.run([Job(console)])
    }
}
