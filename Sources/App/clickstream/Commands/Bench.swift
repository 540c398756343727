import ArgumentParser
import KafkaClient
import PostgresClient
import TrafficSimulator

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures this machine: decode, simulate, produce, sink, end to end.",
        discussion: """
            Uses a broker and a PostgreSQL server of its own in a temporary directory, which is removed \
            afterwards. The sink drains a backlog of 1,000 clicks \
            a second, and is compared with a raw binary COPY of the same rows into the same table, in \
            turns, in the same run: rows only, and with rollups and sessions; with one worker, and with several.

            Example:
              clickstream bench sink --events 1000000
              clickstream bench console --clicks 50000000 --limit-ms 50
              clickstream bench console --topics 3000 --groups 5000 --searches 10 --limit-ms 200
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case decode, simulate, produce, sink, console
        case hotPath = "hot-path"
        case endToEnd = "end-to-end"
    }

    @Argument(
        help:
            "What to measure: simulate, decode, hot-path, produce, sink, end-to-end, console. (default: all but console)"
    )
    var parts: [Part] = []

    @Option(help: ArgumentHelp("Events for each measurement.", valueName: "count"))
    var events = 300_000
    @Option(help: ArgumentHelp("Rounds of raw COPY and sink.", valueName: "count"))
    var rounds = 3
    @Option(
        help: ArgumentHelp("How long to run end to end, for each of its two rates.", valueName: "seconds"))
    var seconds: Double = 10
    @Option(help: ArgumentHelp("The most workers of the sink; one is measured too.", valueName: "count"))
    var workers = 2
    @Option(
        help: ArgumentHelp("Clicks that the tables of bench console are filled with.", valueName: "count"))
    var clicks = 50_000_000
    @Option(
        help: ArgumentHelp(
            "Exit 1 where a page's median in bench console is above, or with topics its p99.",
            valueName: "milliseconds"))
    var limitMs: Double?
    @Option(
        help: ArgumentHelp(
            "Topics of the Kafka whose pages bench console measures; 0 for the pages of clicks.",
            valueName: "count"))
    var topics = 0
    @Option(help: ArgumentHelp("Its consumer groups.", valueName: "count"))
    var groups = 0
    @Option(help: ArgumentHelp("Searches at once, beside the pages.", valueName: "count"))
    var searches = 10
    @Flag(help: "Print the result as JSON to standard output.")
    var json = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1000...20_000_000).contains(events) else {
            throw ValidationError("--events takes a number from 1000 to 20000000, not \(events).")
        }
        guard (1...100).contains(rounds) else {
            throw ValidationError("--rounds takes a number from 1 to 100, not \(rounds).")
        }
        guard (1000...200_000_000).contains(clicks) else {
            throw ValidationError("--clicks takes a number from 1000 to 200000000, not \(clicks).")
        }
        guard (0...20_000).contains(topics), (0...20_000).contains(groups), (0...10).contains(searches) else {
            throw ValidationError("--topics and --groups take a number up to 20000, --searches up to 10.")
        }
        guard seconds > 0, seconds <= 86_400 else {
            throw ValidationError("--seconds takes a number above 0, not \(seconds).")
        }
    }

    func run() async throws {
        var wanted = Set(parts.isEmpty ? Part.allCases : parts)
        if parts.isEmpty { wanted.remove(.console) }
        if wanted == [.console] {
            return topics > 0 ? try await measureKafkaPages() : try await measureConsole()
        }
        guard !wanted.contains(.console) else {
            throw ValidationError("Measure console apart from the others: it has a size of its own.")
        }
        let records = SimulatedBacklog(count: events, seed: 7, end: WallClock.microseconds())
        var report = BenchReport(events: records.count, averageBytes: records.averageBytes)
        if wanted.contains(.simulate) {
            report.simulatePerSecond = CodecBench.simulate(count: events, seed: 7)
        }
        if wanted.contains(.decode) { report.decodePerSecond = try CodecBench.decode(records) }
        if wanted.contains(.hotPath) {
            var bench = HotPathBench(records)
            report.hotPathPerSecond = try bench.run()
        }
        if !wanted.isDisjoint(with: [.produce, .sink, .endToEnd]) {
            report = try await withServers(report, wanted, records)
        }
        if json { return JSONOutput.print(report) }
        for line in report.lines { StandardStreams.print(line) }
    }

    private func measureConsole() async throws {
        let directory = try TemporaryDirectory(prefix: "clickstream-bench")
        defer { directory.remove() }
        var flags = Flags(common)
        flags.dataDir = directory.path
        let settings = try await Settings(flags, environment: [:])
        let stack = try await Stack.open(settings, needs: [.database], terminal: Terminal())
        let (clicks, rounds) = (clicks, max(rounds, 20))
        let report = try await stack.run {
            try await stack.migrate()
            return try await ConsoleBench(stack: stack, clicks: clicks, rounds: rounds).run()
        }
        try tell(report, report.lines, slowest: report.slowestMs)
    }

    private func measureKafkaPages() async throws {
        let directory = try TemporaryDirectory(prefix: "clickstream-bench")
        defer { directory.remove() }
        var flags = Flags(common)
        flags.dataDir = directory.path
        flags.listen = "127.0.0.1:0"
        let settings = try await Settings(flags, environment: [:])
        let stack = try await Stack.open(settings, needs: [.kafka, .database], terminal: Terminal())
        let size = KafkaPagesBench.Size(
            topics: topics, groups: groups, searches: searches, records: events)
        let rounds = max(rounds, 20)
        let report = try await stack.run {
            try await stack.createTopic()
            try await stack.migrate()
            return try await KafkaPagesBench(stack: stack, size: size, rounds: rounds).run()
        }
        try tell(report, report.lines, slowest: report.slowestMs)
    }

    private func tell(_ report: some Encodable, _ lines: [String], slowest: Double) throws {
        if json {
            JSONOutput.print(report)
        } else {
            for line in lines { StandardStreams.print(line) }
        }
        if let limitMs, slowest > limitMs {
            throw Unavailable("A page takes longer than \(Format.decimal(limitMs, places: 1)) ms.")
        }
    }

    private func withServers(
        _ before: BenchReport, _ wanted: Set<Part>, _ records: SimulatedBacklog
    ) async throws -> BenchReport {
        let directory = try TemporaryDirectory(prefix: "clickstream-bench")
        defer { directory.remove() }
        var flags = Flags(common)
        flags.dataDir = directory.path
        flags.listen = "127.0.0.1:0"
        let settings = try await Settings(flags, environment: [:])
        let stack = try await Stack.open(settings, needs: [.kafka, .database], terminal: Terminal())
        let (rounds, seconds, workers) = (rounds, seconds, workers)
        return try await stack.run {
            var report = before
            try await stack.createTopic()
            try await stack.migrate()
            if !wanted.isDisjoint(with: [.produce, .sink]) {
                let rate = try await ProduceBench.run(
                    records, kafka: stack.kafka, topic: settings.topic, logger: stack.logger)
                if wanted.contains(.produce) { report.producePerSecond = rate }
            }
            if wanted.contains(.sink) {
                report.sink = try await SinkBench(
                    stack: stack, rawCopy: RawCopy(records), rounds: rounds, workers: workers
                ).run()
            }
            let bench = EndToEndBench(stack: stack, seconds: seconds, workers: workers)
            if !wanted.isDisjoint(with: [.sink, .endToEnd]) { report.freshness = try await bench.steady() }
            if wanted.contains(.endToEnd) { report.endToEnd = try await bench.full() }
            return report
        }
    }
}
