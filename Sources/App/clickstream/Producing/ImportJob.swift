import ClickImport
import ClickModel
import DedicatedThread
import KafkaClient
import Logging
import ServiceLifecycle

/// Sends the clicks of files to a topic, one file after the other, and waits until each is acknowledged.
struct ImportJob: Service {
    struct Input: Sendable {
        /// `-` for the standard input.
        let path: String
        let format: ImportFormat
    }

    struct Counts: Sendable {
        var clicks = 0
        var refused = 0
        /// All files were read to their end.
        var isComplete = false
    }

    private let inputs: [Input]
    private let producer: KafkaProducer
    private let topic: KafkaProducerTopic
    private let terminal: Terminal
    /// What came of it; set before `run` returns.
    let outcome = Outcome<Counts>()

    /// Refused rows that are told of one by one; of the others only the number.
    private static let reportedRefusals = 20

    var telemetry: ProducerTelemetry { ProducerTelemetry(producer: producer) }

    init(
        inputs: [Input], kafka: KafkaClientConfiguration, topic: String, terminal: Terminal, logger: Logger
    ) throws {
        self.inputs = inputs
        self.terminal = terminal
        producer = try KafkaProducer(kafka, logger: logger)
        self.topic = try producer.topic(topic)
    }

    /// - Throws: `ImportError`, `KafkaError`, `Unavailable` where not everything was acknowledged.
    func run() async throws {
        let stop = StopFlag()
        let thread = DedicatedThread(name: "import")
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await thread.run { try send(until: stop) }
        } onCancelOrGracefulShutdown: {
            stop.raise()
        }
    }

    private func send(until stop: StopFlag) throws {
        defer { producer.close() }
        var counts = Counts()
        var writer = ClickWriter()
        for input in inputs {
            var importer = try ClickImporter(
                FileSource(path: input.path), format: input.format,
                producedAt: WallClock.microseconds() / 1000)
            while !stop.isRaised, let outcome = try importer.next(&writer) {
                switch outcome {
                case .click: try enqueue(importer, writer, until: stop)
                case .refused(let refusal):
                    report(refusal, in: input, number: counts.refused + importer.refused)
                }
            }
            counts.clicks += importer.clicks
            counts.refused += importer.refused
        }
        guard producer.flush(timeout: .seconds(60)) else {
            throw Unavailable(
                """
                \(Format.count(producer.counters.inFlight)) clicks were not acknowledged within a minute; import \
                again when the broker answers, nothing is stored twice.
                """)
        }
        counts.isComplete = !stop.isRaised
        outcome.set(counts)
    }

    private func enqueue(
        _ importer: borrowing ClickImporter, _ writer: borrowing ClickWriter, until stop: StopFlag
    ) throws {
        var isTaken = false
        while !isTaken && !stop.isRaised {
            try writer.withBytes { value in
                try importer.withKey { key in
                    isTaken = try producer.enqueue(topic: topic, key: key, value: value)
                }
            }
            if !isTaken { _ = producer.waitForRoom(timeout: .milliseconds(200)) }
        }
    }

    private func report(_ refusal: ImportRefusal, in input: Input, number: Int) {
        if number <= Self.reportedRefusals { terminal.print("\(input.path): \(refusal)") }
        if number == Self.reportedRefusals { terminal.print("Further refused rows are only counted.") }
    }
}
