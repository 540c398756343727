import ArgumentParser
import ClickConsole
import ClickSink
import KafkaClient
import Logging
import PostgresClient

struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Everything in one process: broker, PostgreSQL, sink, console, and simulated traffic if asked for.",
        discussion: """
            Ready in seconds. Traffic is simulated only with --rate, so that real clicks are never mixed with \
            made-up ones by accident. Ctrl-C stops it: the producers first, then the sink once it has stored what \
            is in the topic, then the servers.

            Examples:
              clickstream up                                   real clicks, from any Kafka producer
              clickstream up --rate 1000                       simulated traffic, 1,000 clicks a second
              clickstream up --rate max --duration 60          as fast as this machine can, for a minute
            """)

    @OptionGroup(title: "Simulated traffic") var traffic: TrafficOptions

    @Option(help: ArgumentHelp("Stop by itself after so many seconds.", valueName: "seconds"))
    var duration: Double?

    @Option(
        help: ArgumentHelp(
            "Connections to PostgreSQL that write at the same time.", valueName: "count"))
    var workers = 1

    @Flag(help: "Print the result as JSON to standard output.")
    var json = false

    @OptionGroup(title: "Console") var consoleOptions: ConsoleOptions
    @OptionGroup(title: "Actions") var actions: ConsoleActionOptions
    @OptionGroup(title: "Sink") var sinkOptions: SinkOptions
    @OptionGroup(title: "Kafka") var kafka: KafkaOptions
    @OptionGroup(title: "PostgreSQL") var database: DatabaseOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        guard (1...64).contains(workers) else {
            throw ValidationError("--workers takes a number from 1 to 64, not \(workers).")
        }
        if let duration, !(duration > 0 && duration <= 31_536_000) {
            throw ValidationError("--duration takes a number of seconds above 0, not \(duration).")
        }
        if traffic.rate == nil, let option = traffic.optionWithoutRate {
            throw ValidationError("--\(option) shapes simulated traffic, which needs --rate.")
        }
    }

    func run() async throws {
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka, database, sinkOptions), defaultLogLevel: .info)
        try settings.checkSinkOptions()
        let address = try consoleOptions.address()
        let stack = try await Stack.open(settings, needs: [.kafka, .database], terminal: terminal)
        let (sink, producer, console) = try await stack.prepared {
            try await stack.createTopic()
            try await stack.migrate()
            let sink = try stack.sink(workers: workers, shutdown: .drain(limit: .seconds(60)))
            let producer = try traffic.producer(on: stack, duration: duration)
            var console: ConsoleServer?
            if let address {
                console = try await stack.console(at: address, allowsActions: actions.allowActions)
            }
            return (sink, producer, console)
        }
        printPlaces(stack, producer, console)

        let status = SinkStatus(telemetry: sink.telemetry, producer: producer?.telemetry, terminal: terminal)
        var jobs = [Job(status), Job(sink)] + (try stack.retention())
        if let console { jobs.append(Job(console)) }
        if let producer {
            jobs.append(Job(producer, endsRun: true))
        } else if let duration {
            jobs.append(Job(Timer(duration: .seconds(duration)), endsRun: true))
        }
        try await stack.run(jobs)
        let total = status.total()
        Summary(sink: total, producer: producer?.telemetry.snapshot, json: json).print(on: terminal)
        if total.isIncomplete { throw NotStored() }
    }

    private func printPlaces(_ stack: Stack, _ producer: TrafficProducer?, _ console: ConsoleServer?) {
        let topic = stack.settings.topic
        let directory = stack.settings.dataDirectory
        let place = directory == ".clickstream" ? "" : " --data-dir \(directory)"
        let shared = stack.broker.map { $0.isOurs ? "" : "   (the broker of another process)" } ?? ""
        let traffic = producer?.plan.summary ?? "none; send your own, or see clickstream up --help"
        if let console { stack.terminal.print("Console      \(console.url)") }
        stack.terminal.print(
            """
            Kafka        \(stack.kafka.bootstrapServers)   topic \(topic)\(shared)
            PostgreSQL   \(stack.server.displayName)
            Look         clickstream psql\(place) -c 'SELECT * FROM user_clicks ORDER BY id DESC LIMIT 10'
                         clickstream tail\(place)
                         kcat -b \(stack.kafka.bootstrapServers) -t \(topic) -C -o -5 -c 5
            Check        clickstream verify\(place)
            Traffic      \(traffic)
            """)
    }
}
