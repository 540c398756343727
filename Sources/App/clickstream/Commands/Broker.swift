import ArgumentParser
import Logging

struct Broker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the embedded broker alone: one machine's Kafka.",
        discussion: """
            Any Kafka client can use it. What is acknowledged with acks=all is on disk. Other commands of the same \
            data directory find it by themselves. Started a second time it stands by, and takes over when the \
            first one ends.

            Example:
              clickstream broker --listen 127.0.0.1:9092
              kcat -b 127.0.0.1:9092 -L
            """)

    @Option(
        help: ArgumentHelp(
            "Where to listen. (default: 127.0.0.1:9092; environment: CLICKSTREAM_LISTEN)",
            valueName: "host:port"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "Partitions of topics that are created by being used. (default: 4; environment: CLICKSTREAM_PARTITIONS)",
            valueName: "count"))
    var partitions: Int?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        var flags = Flags(common)
        flags.listen = listen
        flags.partitions = partitions
        let settings = try await Settings(flags, defaultLogLevel: .info)
        let terminal = Terminal()
        let stack = try await Stack.open(
            settings.withEmbeddedBroker(), needs: .kafka, terminal: terminal)
        if let broker = stack.broker {
            terminal.print("Kafka broker   \(broker.address)   data in \(settings.dataDirectory)/broker")
            if !broker.isOurs {
                terminal.print("Another process runs it at present; this one takes over when that one ends.")
            }
        }
        try await stack.run([])
    }
}
