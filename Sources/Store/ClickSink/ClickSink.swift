internal import DedicatedThread
internal import KafkaClient
package import Logging
package import PostgresClient
internal import ServiceLifecycle

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

    /// Runs one worker, and another one after it where joining the group again is what helps.
    private func run(worker number: Int) async throws {
        let thread = DedicatedThread(name: "sink-\(number)")
        let own = configuration.ofOneWorker
        let stop = StopRequest()
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await thread.run {
                var restarts = SinkRestarts()
                while true {
                    do {
                        let worker = try SinkWorker(
                            number: number, configuration: own, server: server,
                            telemetry: telemetry, stop: stop, owner: Self.owner(worker: number),
                            logger: logger)
                        return try await worker.run()
                    } catch {
                        let pause = try restarts.pause(after: error)
                        logger.warning("Joining the group again", metadata: ["reason": "\(error)"])
                        await Self.rest(pause)
                        // A stop that drains is for the next worker to carry out.
                        if case .drain = own.shutdown { continue }
                        if stop.isRequested { return }
                    }
                }
            }
        } onCancelOrGracefulShutdown: {
            stop.request()
        }
    }

    /// Waits; at a stop not for long.
    private static func rest(_ pause: Duration) async {
        let isOver: Void? = await cancelWhenGracefulShutdown { try? await Task.sleep(for: pause) }
        if isOver == nil { try? await Task.sleep(for: min(pause, .milliseconds(200))) }
    }

    private static func owner(worker: Int) -> String {
        "\(ProcessIdentity.hostName):\(ProcessIdentity.processID):\(worker)"
    }
}
