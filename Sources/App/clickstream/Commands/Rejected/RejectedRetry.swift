import ArgumentParser
import ClickImport
import ClickStore
import DedicatedThread
import PostgresClient

struct RejectedRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Mends rejections and sends them to the topic again.",
        discussion: """
            Each mended record is checked as the sink will check it. What would be rejected again, or is of a day \
            that retention has dropped, is reported and not sent (exit code 1); the rest goes to the topic with its \
            old key, and the sink stores it like any click. A record without event_id gets one that is made from its \
            place in the log, so that retrying it twice stores it once. What was retried before is skipped, unless \
            --again is given.

            --map gives a field the value of another member, which then is no longer there under its old name; \
            --set fills a field that is missing or null. Fields are those of docs/event.md, or properties.NAME.

            Examples:
              clickstream rejected retry 17 18
              clickstream rejected retry --reason missing_field --map event_time=ts --set source=web --dry-run
              clickstream rejected retry 17 --payload mended.json
              clickstream rejected retry --input edited.ndjson
              clickstream rejected retry --unresolved          everything that passes now, for whatever reason
            """)

    @Argument(help: "Ids, as list has them.")
    var ids: [Int64] = []

    @OptionGroup(title: "Selection") var selection: RejectionFilterOptions
    @Option(help: ArgumentHelp("Of those, the oldest so many only.", valueName: "count"))
    var limit: Int?
    @Option(help: ArgumentHelp("An edited export, instead; - is the standard input.", valueName: "file"))
    var input: String?

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp(
            "Take a field's value from this member, from @key or from @timestamp (the record's); may be repeated.",
            valueName: "field=member"))
    var maps: [String] = []
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Give a field that is missing this value; may be repeated.", valueName: "field=value"))
    var sets: [String] = []
    @Option(
        help: ArgumentHelp(
            "For one id: what the record shall hold; - is the standard input.", valueName: "file"))
    var payload: String?

    @Flag(help: "Show what would be sent, and send nothing.")
    var dryRun = false
    @Flag(help: "Send also what was retried before.")
    var again = false
    @Flag(help: "Print one line of JSON for each record to standard output.")
    var json = false

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        switch (ids.isEmpty ? 0 : 1) + (selection.isGiven ? 1 : 0) + (input == nil ? 0 : 1) {
        case 1: break
        case 0:
            throw ValidationError(
                """
                Which rejections? Name their ids, or select them with --reason, --field, --since, --until or \
                --unresolved, or give an edited export with --input. See: clickstream rejected list
                """)
        default: throw ValidationError("Ids, a selection and --input exclude each other; choose one.")
        }
        if payload != nil && ids.count != 1 { throw ValidationError("--payload is for exactly one id.") }
        if let limit {
            guard limit >= 1 else { throw ValidationError("--limit takes a number from 1 on, not \(limit).") }
            guard selection.isGiven else { throw ValidationError("--limit is for a selection.") }
        }
    }

    func run() async throws {
        let mending = try Mending(maps: maps, sets: sets)
        // A file that is not there is better known before servers are started.
        if let input, input != "-" { _ = try FileSource(path: input) }
        let payload = try await readPayload()
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka, database))
        let job = RetryJob(
            selection: retrySelection(topic: settings.topic, payload: payload), mending: mending,
            again: again,
            isDryRun: dryRun, topic: settings.topic, json: json)
        let stack = try await Stack.open(
            settings, needs: dryRun ? .storedClicks : [.kafka, .storedClicks], terminal: terminal)
        let totals = try await stack.run { try await run(job, stack) }
        finish(totals, terminal)
        if !totals.isComplete { throw ExitCode(130) }
        if totals.notSent > 0 { throw ExitCode(1) }
    }

    private func run(_ job: RetryJob, _ stack: Stack) async throws -> RetryTotals {
        try await stack.migrate()
        if !job.isDryRun { try await stack.createTopic() }
        let configuration = try await stack.server.ready()
        let stop = StopFlag()
        let thread = DedicatedThread(name: "retry")
        return try await withTaskCancellationHandler {
            try await thread.run {
                let connection = try PostgresConnection.connect(configuration)
                defer { connection.close() }
                return try await job.run(on: connection, kafka: stack.kafka, logger: stack.logger, stop: stop)
            }
        } onCancel: {
            stop.raise()
        }
    }

    private func retrySelection(topic: String, payload: [UInt8]?) -> RetrySelection {
        if let input { return .export(path: input) }
        if let payload, let id = ids.first { return .edited(id: id, payload: payload) }
        if !ids.isEmpty { return .ids(ids) }
        return .filter(selection.filter(topic: topic), limit: limit)
    }

    /// More than any record may have.
    private static let payloadLimit = 64 << 20

    private func readPayload() async throws -> [UInt8]? {
        guard let payload else { return nil }
        return try await DedicatedThread(name: "payload").run {
            let source = try FileSource(path: payload)
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            while bytes.count <= Self.payloadLimit {
                let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
                if count == 0 { return bytes }
                bytes += chunk[..<count]
            }
            throw UsageError("\(payload) is larger than a record can be.")
        }
    }

    private func finish(_ totals: RetryTotals, _ terminal: Terminal) {
        let verb = dryRun ? "Would be sent" : "Sent again"
        terminal.print("\(verb): \(Format.count(totals.sent)).")
        if totals.skipped > 0 {
            terminal.print(
                "Skipped: \(Format.count(totals.skipped)), retried before; --again sends them once more.")
        }
        if totals.refused > 0 {
            terminal.print(
                """
                Not sent: \(Format.count(totals.refused)), which would be rejected again (\(totals.reasons)). What \
                to do about one of them: clickstream rejected show ID
                """)
        }
        if totals.dropped > 0, let day = totals.keptFrom {
            terminal.print(
                """
                Not sent: \(Format.count(totals.dropped)), which are too old: retention drops clicks of days before \
                \(day.date), and the sink would skip them.
                """)
        }
        if totals.unreadable > 0 {
            terminal.print(
                """
                Not read: \(Format.count(totals.unreadable)) of the input's lines, for the reasons above; the \
                rejections that they were meant for are as they were.
                """)
        }
        if !totals.isComplete { terminal.print("Stopped before the end; what was not sent is as it was.") }
        if totals.sent > 0 && !dryRun {
            terminal.print("Store them with: clickstream consume --until-end   (or they are, if a sink runs)")
        }
    }
}
