import ArgumentParser
import KafkaClient

struct Produce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The traffic simulator: believable visitors of a shop, into the topic.",
        discussion: """
            Each visitor walks through the shop, from a campaign or a search to products, the cart and sometimes \
            a purchase. The record's key is the visitor.

            Examples:
              clickstream produce --rate 500
              clickstream produce --rate max --count 1000000
              clickstream produce --seed 7 --start-time 2026-01-01T00:00:00Z --count 3 --output -
            """)

    @OptionGroup(title: "Traffic") var traffic: TrafficOptions

    @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "seconds"))
    var duration: Double?

    @Option(
        help: ArgumentHelp(
            "Print the clicks instead of sending them: - for standard output, one JSON object a line.",
            valueName: "-"))
    var output: String?

    @Flag(help: "Print the result as JSON to standard output.")
    var json = false

    @OptionGroup(title: "Kafka") var kafka: KafkaOptions
    @OptionGroup(title: "Common") var common: CommonOptions

    func validate() throws {
        if let output, output != "-" {
            throw ValidationError("--output takes - for standard output, not \"\(output)\".")
        }
        if let duration, !(duration > 0 && duration <= 31_536_000) {
            throw ValidationError("--duration takes a number of seconds above 0, not \(duration).")
        }
        if json && output != nil {
            throw ValidationError("--json and --output - would both write to standard output; choose one.")
        }
    }

    func run() async throws {
        let plan = traffic.plan(defaultRate: .perSecond(1000), duration: duration)
        if output != nil {
            try await TrafficPrinter(plan: plan).run()
            return
        }
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka))
        let stack = try await Stack.open(settings, needs: .kafka, terminal: terminal)
        try await stack.createTopic()
        let producer = try TrafficProducer(
            plan: plan, kafka: stack.kafka, topic: settings.topic, logger: stack.logger)
        terminal.print("Producing to \(settings.topic) on \(stack.kafka.bootstrapServers): \(plan.summary)")
        let status = ProducerStatus(telemetry: producer.telemetry, terminal: terminal)
        try await stack.run([Job(status), Job(producer, endsRun: true)])
        status.printSummary(json: json)
    }
}
