import ArgumentParser
import ClickImport
import KafkaClient

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Real clicks from files, into the topic.",
        discussion: """
            Each row becomes an event with an id made from its content, so importing a file twice stores nothing \
            twice. A row that cannot be an event is reported with its line and its reason, and the import goes on; \
            the exit code is then 65.

            Formats:
              ndjson   one event a line, as docs/event.md describes it
              csv      any columns, by their names or by --map
              rees46   the public REES46/Kaggle shop data

            Examples:
              clickstream import --format rees46 2019-Oct.csv
              clickstream import --format csv --map user_id=visitor --map event_time=at --map event_type:=page_view log.csv
              zcat clicks.ndjson.gz | clickstream import --format ndjson -
            """)

    enum FileFormat: String, CaseIterable, ExpressibleByArgument {
        case ndjson, csv, rees46
    }

    @Argument(help: ArgumentHelp("Files to read, in this order; - is the standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "ndjson, csv or rees46. (default: by the file's name, .csv or else ndjson)")
    var format: FileFormat?

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp(
            "For csv: which column is which field, or field:=value for a constant; may be repeated.",
            valueName: "field=column"))
    var mappings: [String] = []

    @Flag(help: "Print the result as JSON to standard output.")
    var json = false

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Which file? See: clickstream import --help") }
        if !mappings.isEmpty && files.contains(where: { chosenFormat($0) != .csv }) {
            throw ValidationError("--map is for --format csv.")
        }
    }

    private func chosenFormat(_ file: String) -> FileFormat {
        format ?? (file.lowercased().hasSuffix(".csv") ? .csv : .ndjson)
    }

    func run() async throws {
        let mapping = try ColumnMapping(parsing: mappings)
        let inputs = files.map { file in
            let format: ImportFormat =
                switch chosenFormat(file) {
                case .ndjson: .ndjson
                case .csv: .csv(mapping)
                case .rees46: .rees46
                }
            return ImportJob.Input(path: file, format: format)
        }
        // A file that is not there is better known before servers are started.
        for input in inputs where input.path != "-" { _ = try FileSource(path: input.path) }
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, kafka))
        let stack = try await Stack.open(settings, needs: .kafka, terminal: terminal)
        let job = try await stack.prepared {
            try await stack.createTopic()
            return try ImportJob(
                inputs: inputs, kafka: stack.kafka, topic: settings.topic, terminal: terminal,
                logger: stack.logger)
        }
        let status = ProducerStatus(telemetry: job.telemetry, terminal: terminal)
        try await stack.run([Job(status), Job(job, endsRun: true)])
        try finish(job, on: terminal)
    }

    private struct Document: Encodable {
        var rows: Int
        var imported: Int64
        var refused: Int
    }

    private func finish(_ job: ImportJob, on terminal: Terminal) throws {
        guard let counts = job.outcome.value else { return }
        let acknowledged = job.telemetry.snapshot.delivered
        if json {
            JSONOutput.print(
                Document(
                    rows: counts.clicks + counts.refused, imported: acknowledged, refused: counts.refused))
        } else {
            terminal.print(
                """
                Done: \(Format.count(acknowledged)) clicks in the topic\
                \(counts.refused > 0 ? ", \(Format.count(counts.refused)) rows refused" : "").
                """)
            terminal.print("Store them with: clickstream consume --until-end   (or they are, if a sink runs)")
        }
        if !counts.isComplete { throw ExitCode(130) }
        if counts.refused > 0 { throw ExitCode(65) }
    }
}
