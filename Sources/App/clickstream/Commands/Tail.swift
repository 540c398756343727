import ArgumentParser
import DedicatedThread
import KafkaClient

struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the topic's records as they arrive.",
        discussion: """
            Reads beside all other consumers and changes nothing. Without --json each click is one readable line; \
            with it, each record's value is printed as it is.

            Examples:
              clickstream tail
              clickstream tail --last 100 --no-follow --json | jq .event_type
            """)

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Begin with so many records of the end of each partition.", valueName: "records"))
    var last: Int64 = 5

    @Flag(inversion: .prefixedNo, help: "Go on with new records, until Ctrl-C.")
    var follow = true

    @Flag(help: "Print each record's value as it is.")
    var json = false

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard last >= 0 else { throw ValidationError("--last takes a number from 0 on, not \(last).") }
    }

    func run() async throws {
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka))
        let stack = try await Stack.open(settings, needs: .log, terminal: terminal)
        let reader = TopicTail(last: last, follow: follow, json: json)
        try await stack.run {
            let admin = try KafkaAdmin(stack.kafka, logger: stack.logger)
            let ends = try await admin.watermarks(topic: settings.topic)
            let stop = StopFlag()
            let thread = DedicatedThread(name: "tail")
            try await withTaskCancellationHandler {
                try await thread.run {
                    try reader.run(stack.kafka, ends: ends, logger: stack.logger, stop: stop)
                }
            } onCancel: {
                stop.raise()
            }
        }
    }
}
