internal import DedicatedThread
internal import KafkaClient
package import Logging
package import PostgresClient
internal import ServiceLifecycle
internal import ClickStore

/// Writes the clicks of a topic into PostgreSQL, each exactly once.
///
/// A service: `run` returns when everything is stored (`untilEnd`), after a graceful shutdown, or with the
/// error that waiting cannot mend.
package struct ClickSink: Service {
    private let configuration: ClickSinkConfiguration
    private let server: any PostgresServer
    private let logger: Logger
    /// What the sink has done so far.
    package let telemetry: SinkTelemetry

    package init(
        configuration: ClickSinkConfiguration, server: any PostgresServer,
        telemetry: SinkTelemetry = SinkTelemetry(), logger: Logger
    ) {
        self.configuration = configuration
        self.server = server
        self.telemetry = telemetry
        self.logger = logger
    }

    /// - Throws: `SinkError`, `PostgresError`, `KafkaError`, or the server's own error where it cannot be
    ///   made ready.
    package func run() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<max(1, configuration.workers) {
                group.addTask { try await run(worker: number) }
            }
            try await group.waitForAll()
        }
    }

    /// Runs one worker; one that was fenced off joins the group again.
    private func run(worker number: Int) async throws {
        let thread = DedicatedThread(name: "sink-\(number)")
        let stop = StopRequest()
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await thread.run {
                var backoff = Backoff(first: .milliseconds(500), limit: .seconds(10))
                var randomness = SystemRandomNumberGenerator()
                while !stop.isRequested {
                    do {
                        let worker = try SinkWorker(
                            number: number, configuration: configuration, server: server,
                            telemetry: telemetry, stop: stop, owner: Self.owner(worker: number),
                            logger: logger)
                        return try await worker.run()
                    } catch let fenced as SinkFenced {
                        logger.warning(
                            "Another sink took a partition over; joining the group again",
                            metadata: ["reason": "\(fenced)"])
                        try? await Task.sleep(for: backoff.next(using: &randomness))
                    }
                }
            }
        } onCancelOrGracefulShutdown: {
            stop.request()
        }
    }

    private static func owner(worker: Int) -> String {
        "\(ProcessIdentity.hostName):\(ProcessIdentity.processID):\(worker)"
    }
}
