import ArgumentParser
import ClickSink
import KafkaClient
import Logging
import PostgresClient

struct Consume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The sink: writes the topic's clicks into PostgreSQL, each exactly once.",
        discussion: """
            Clicks become rows of user_clicks; what cannot be stored becomes a row of rejected_clicks with its \
            reason and its bytes. The next offset is written in the same transaction, so a crash of anything, at \
            any moment, neither loses nor doubles a row. Several sinks share the partitions among them.

            Examples:
              clickstream consume                              runs until it is stopped
              clickstream consume --until-end                  stores what is there, and exits
              clickstream consume --retention 90d              drops clicks that are older than 90 days
              clickstream consume --bootstrap-servers k1:9092 --database-url postgresql://db/shop
            """)

    @Option(
        help: ArgumentHelp(
            "Connections to PostgreSQL that write at the same time; more than partitions stay idle.",
            valueName: "count"))
    var workers = 1

    @Flag(help: "Stop once everything that is in the topic now is stored.")
    var untilEnd = false

    @Option(help: ArgumentHelp("The consumer group.", valueName: "name"))
    var group = "clickstream-sink"

    @Flag(help: "Print the result as JSON to standard output.")
    var json = false

    @OptionGroup var sinkOptions: SinkOptions
    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...64).contains(workers) else {
            throw ValidationError("--workers takes a number from 1 to 64, not \(workers).")
        }
    }

    func run() async throws {
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka, database, sinkOptions), defaultLogLevel: .info)
        try settings.checkSinkOptions()
        let stack = try await Stack.open(settings, needs: [.kafka, .database], terminal: terminal)
        let sink = try await stack.prepared {
            try await stack.createTopic()
            try await stack.migrate()
            return try stack.sink(group: group, workers: workers, untilEnd: untilEnd)
        }
        terminal.print(
            "Storing \(settings.topic) from \(stack.kafka.bootstrapServers) into \(stack.server.displayName)")
        let status = SinkStatus(telemetry: sink.telemetry, terminal: terminal)
        try await stack.run(
            [Job(status), Job(sink, endsRun: true)] + stack.retention(untilEnd: untilEnd))
        let total = status.total()
        Summary(sink: total, json: json).print(on: terminal)
        if total.isIncomplete { throw NotStored() }
    }
}
