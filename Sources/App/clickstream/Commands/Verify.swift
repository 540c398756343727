import ArgumentParser
import ClickSink
import KafkaClient

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Audits log against tables: is every record accounted for exactly once, and every sum right?",
        discussion: """
            Reads the topic again, from where the sink began to its committed offsets, and compares each record \
            with user_clicks (by event_id and event_time) and rejected_clicks. It writes nothing, and a running \
            sink is not disturbed. Records that the sink has not come to yet are lag, not damage. Neither are \
            records that retention has dropped; records that Kafka deleted before they were stored are shown as \
            lost.

            Then it works out from the rows of user_clicks what rollups, sessions and users should hold, and \
            compares, in the same snapshot, so that it is exact beside a running sink. That is PostgreSQL's work, \
            and takes longer than the rest: it reads and sorts all clicks, some seconds for 100,000. Of days that \
            retention has dropped nothing can be compared. clickstream rebuild mends what differs.

            Exit code 0 if every offset is accounted for once and every sum is right, 1 if not.

            Examples:
              clickstream verify --json
              clickstream verify --no-aggregates
            """)

    @Flag(
        inversion: .prefixedNo,
        help: "Compare rollups, sessions and users with the rows, which costs a scan of all of them.")
    var aggregates = true

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
        try await stack.checkTables()
        let admin = try KafkaAdmin(stack.kafka, logger: stack.logger)
        let metadata = try await admin.metadata(timeout: .seconds(5))
        let topic = metadata.topics.first { $0.name == stack.settings.topic }
        let partitions = topic?.partitions.map(\.id) ?? []
        let aggregates = aggregates
        return try await CancellableSession.run(stack.server, name: "verify") { connection, stop in
            try LogAudit(
                kafka: stack.kafka, topic: stack.settings.topic, connection: connection,
                logger: stack.logger, isStopRequested: { stop.isRaised }
            ).run(partitions: partitions, aggregates: aggregates)
        }
    }
}
