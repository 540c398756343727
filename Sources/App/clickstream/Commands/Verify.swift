import ArgumentParser
import ClickSink
import DedicatedThread
import KafkaClient
import PostgresClient

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Audits log against tables: is every record accounted for exactly once?",
        discussion: """
            Reads the topic again, from where the sink began to its committed offsets, and compares each record \
            with user_clicks (by event_id and event_time) and rejected_clicks. It writes nothing, and a running \
            sink is not disturbed. Records that the sink has not come to yet are lag, not damage. Neither are \
            records that retention has dropped; records that Kafka deleted before they were stored are shown as \
            lost.

            Exit code 0 if every offset is accounted for once, 1 if not.

            Example:
              clickstream verify --json
            """)

    @Flag(help: "Print the result as JSON to standard output.")
    var json = false

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka, database))
        let stack = try await Stack.open(settings, needs: [.log, .storedClicks], terminal: terminal)
        let report = try await stack.run { try await audit(stack) }
        let output = AuditOutput(report)
        if json {
            output.printJSON()
        } else {
            output.printText()
        }
        if !report.isExact { throw ExitCode(1) }
    }

    private func audit(_ stack: Stack) async throws -> AuditReport {
        try await stack.migrate()
        let admin = try KafkaAdmin(stack.kafka, logger: stack.logger)
        let metadata = try await admin.metadata(timeout: .seconds(5))
        let topic = metadata.topics.first { $0.name == stack.settings.topic }
        let partitions = topic?.partitions.map(\.id) ?? []
        let configuration = try await stack.server.ready()
        let stop = StopFlag()
        let thread = DedicatedThread(name: "verify")
        return try await withTaskCancellationHandler {
            try await thread.run {
                let connection = try PostgresConnection.connect(configuration)
                defer { connection.close() }
                return try LogAudit(
                    kafka: stack.kafka, topic: stack.settings.topic, connection: connection,
                    logger: stack.logger, isStopRequested: { stop.isRaised }
                ).run(partitions: partitions)
            }
        } onCancel: {
            stop.raise()
        }
    }
}
