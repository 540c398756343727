import ArgumentParser
import ClickSink
import DedicatedThread
import KafkaClient
import PostgresClient

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads a part of the log once more, and stores what is missing in the tables.",
        discussion: """
            What is stored already stays as it is, by event_id, so a replay may be run at any time and any number \
            of times, also beside a running sink. Whether a click is missing is decided by user_clicks alone, and \
            rollups and sessions get what the new rows add: where clicks were deleted by hand, and what they had \
            added was not, it is counted twice, which clickstream rebuild mends. A record that was rejected and \
            is a valid click for this version becomes a row. Records that the sink has not come to yet are left \
            to the sink.

            --from and --to are offsets, the same for all partitions or with --partition for one, or moments, \
            which are compared with the records' timestamps: a time, a day (UTC), or how long ago.

            Examples:
              clickstream replay --from 0
              clickstream replay --from 24h
              clickstream replay --from 2026-11-20 --to 2026-11-21T12:00:00Z
              clickstream replay --partition 2 --from 1000 --to 2000
            """)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Where to begin: 4711, 2026-11-20T12:00:00Z, 2026-11-20, or how long ago, as 90s, 15m, 24h or 7d.",
            valueName: "offset|time"))
    var from: LogPosition

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Where to end, exclusive. (default: where the sink is)", valueName: "offset|time"))
    var to: LogPosition?

    @Option(help: ArgumentHelp("Only this partition.", valueName: "number"))
    var partition: Int32?

    @Flag(help: "Print the result as JSON to standard output.")
    var json = false

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    /// What is printed with --json.
    private struct Outcome: Encodable {
        let records: Int64
        let stored: Int64
        let present: Int64
        let rejected: Int64
    }

    func validate() throws {
        if case .offset(let first) = from, case .offset(let end) = to, first >= end {
            throw ValidationError("--from has to be before --to, and \(first) is not before \(end).")
        }
        let now = WallClock.microseconds()
        if case .time(let first) = from, case .time(let end) = to,
            first.microseconds(now: now) >= end.microseconds(now: now)
        {
            throw ValidationError("--from has to be before --to.")
        }
    }

    func run() async throws {
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka, database))
        let stack = try await Stack.open(settings, needs: [.kafka, .database], terminal: terminal)
        let report = try await stack.run { try await replay(stack) }
        if json {
            JSONOutput.print(
                Outcome(
                    records: report.records, stored: report.stored, present: report.present,
                    rejected: report.rejected))
        }
        terminal.print(
            """
            Read \(Format.count(report.records)) records again: stored \(Format.count(report.stored)) that were \
            missing, \(Format.count(report.present)) were there, \(Format.count(report.rejected)) are rejected.
            """)
    }

    private func replay(_ stack: Stack) async throws -> LogReplay.Report {
        try await stack.migrate()
        let ranges = try await ranges(KafkaAdmin(stack.kafka, logger: stack.logger), stack.settings.topic)
        let stop = StopFlag()
        let thread = DedicatedThread(name: "replay")
        return try await withTaskCancellationHandler {
            try await thread.run {
                try await LogReplay(
                    kafka: stack.kafka, topic: stack.settings.topic, server: stack.server,
                    logger: stack.logger, isStopRequested: { stop.isRaised }
                ).run(ranges)
            }
        } onCancel: {
            stop.raise()
        }
    }

    private func ranges(_ admin: KafkaAdmin, _ topic: String) async throws -> [LogReplay.Range] {
        let partitions = try await admin.watermarks(topic: topic)
        if let partition, !partitions.contains(where: { $0.partition.partition == partition }) {
            throw UsageError("Topic \(topic) has no partition \(partition); it has \(partitions.count).")
        }
        let now = WallClock.microseconds()
        let starts = try await offsets(from, now, admin, topic)
        let asked = partitions.filter { partition == nil || $0.partition.partition == partition }
        if asked.allSatisfy({ starts($0.partition.partition) >= $0.high }) {
            let ends = asked.map { "\($0.partition.partition) at \($0.high)" }.joined(separator: ", ")
            throw UsageError(
                "There is nothing to read: the log of \(topic) ends before that place (partition \(ends)).")
        }
        var ends: ((Int32) -> Int64)?
        if let to { ends = try await offsets(to, now, admin, topic) }
        return asked.map(\.partition.partition).map {
            LogReplay.Range(partition: $0, from: starts($0), to: ends?($0) ?? .max)
        }
    }

    /// Where a position is, by partition.
    private func offsets(
        _ position: LogPosition, _ now: Int64, _ admin: KafkaAdmin, _ topic: String
    ) async throws -> (Int32) -> Int64 {
        switch position {
        case .offset(let offset): return { _ in offset }
        case .time(let time):
            let found = try await admin.offsets(topic: topic, atOrAfter: time.microseconds(now: now) / 1000)
            let byPartition = Dictionary(
                found.map { ($0.0.partition, $0.offset ?? .max) }, uniquingKeysWith: { $1 })
            return { byPartition[$0] ?? .max }
        }
    }
}
