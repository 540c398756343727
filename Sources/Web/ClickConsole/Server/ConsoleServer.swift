internal import Hummingbird
internal import KafkaClient
package import Logging
internal import NIOCore
package import PostgresClient
internal import ServiceLifecycle
internal import SystemPackage

/// The pages: on a loopback address for whoever is at this machine, elsewhere for those who log in.
package struct ConsoleServer: Service {
    /// Pages that follow the clicks at the same time.
    package static let followers = 64

    /// The port that it listens on, also where any was asked for.
    package let port: Int
    /// Where a browser finds it.
    package let url: String
    private let group: ServiceGroup
    private let running: Task<Void, any Error>
    private let hub: EventHub
    private let feed: ClickFeed
    private let sessions: [PostgresSession]
    private let kafka: KafkaEndpoints
    private let history: PipelineHistory

    /// Starts to listen.
    /// - Throws: `ConsoleError`; nothing is left running then.
    package static func start(
        _ configuration: ConsoleConfiguration, server: any PostgresServer, logger: Logger
    ) async throws -> ConsoleServer {
        let (host, port) = (configuration.host, configuration.port)
        try check(configuration)
        let hub = EventHub(limit: followers)
        let feed = try ClickFeed(
            server: server, hub: hub, masks: configuration.access.masks, logger: logger)
        let session = PostgresSession(server, name: "console")
        let analysis = PostgresSession(server, name: "analysis")
        let database = ConsoleDatabase(session: session)
        let kafka = KafkaEndpoints(
            kafka: try configuration.kafka.map {
                try KafkaConnection($0, answerRoom: configuration.answerRoom, logger: logger)
            },
            history: LagHistory())
        let writing = PostgresSession(server, name: "console-write")
        let writer = ConsoleWriter(session: writing)
        let history = PipelineHistory(database: database, kafka: kafka.kafka)
        let endpoints: [any ConsoleEndpoints] = [
            LiveEndpoints(database: database, hub: hub, feed: feed),
            // Questions of up to seconds: nobody else waits behind them.
            AnalysisEndpoints(database: ConsoleDatabase(session: analysis)),
            PipelineEndpoints(database: database, history: history),
            RejectionEndpoints(
                database: database, retry: kafka.kafka.map { RetryAction(kafka: $0, writer: writer) }),
            AuditEndpoints(database: database), ClickEndpoints(database: database), kafka,
        ]
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let (bound, listening) = AsyncStream<Int>.makeStream()
        let application = Application(
            responder: ConsoleResponder(
                endpoints: endpoints, gate: AccessGate(configuration), patience: configuration.patience,
                audit: AuditTrail(writer: writer, log: AuditLog(logger: logger), logger: logger),
                logger: logger),
            server: .http1(configuration: ConnectionLimits.http(patience: configuration.patience)),
            configuration: .init(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(ConnectionLimits.connections, logger: quiet)),
            onServerRunning: { channel in
                listening.yield(channel.localAddress?.port ?? port)
                listening.finish()
            },
            logger: quiet)
        let group = ServiceGroup(configuration: .init(services: [.init(service: application)], logger: quiet))
        let running = Task {
            defer { listening.finish() }
            try await group.run()
        }
        for await actual in bound {
            return ConsoleServer(
                port: actual, url: "http://\(LoopbackHost.browserName(of: host)):\(actual)", group: group,
                running: running, hub: hub, feed: feed, sessions: [session, analysis, writing],
                kafka: kafka, history: history)
        }
        throw await failure(of: running, "\(LoopbackHost.bracketed(host)):\(port)")
    }

    /// Before anything is started.
    /// - Throws: `ConsoleError` where others than this machine could come without a login.
    package static func check(_ configuration: ConsoleConfiguration) throws(ConsoleError) {
        let access = configuration.access
        let isAtHome = LoopbackHost.isLoopback(configuration.host)
        guard access.isEmpty, !isAtHome || access.expectsOthers else { return }
        throw .loginMissing(
            host: isAtHome ? (access.hosts + access.proxies).joined(separator: ", ") : configuration.host)
    }

    private static func failure(of running: Task<Void, any Error>, _ address: String) async -> ConsoleError {
        guard case .failure(let error) = await running.result else {
            return .cannotListen(address: address, reason: "it was stopped")
        }
        if let error = error as? IOError, Errno(rawValue: error.errnoCode) == .addressInUse {
            return .portTaken(address: address)
        }
        return .cannotListen(address: address, reason: "\(error)")
    }

    /// Serves until a graceful shutdown.
    package func run() async throws {
        try await withTaskCancellationOrGracefulShutdownHandler {
            async let heard: Void = feed.run()
            let sampling = Task {
                async let lag: Void = kafka.followLag()
                await history.follow()
                await lag
            }
            try await running.value
            feed.stop()
            sampling.cancel()
            await heard
            await sampling.value
            await kafka.kafka?.close()
            for session in sessions { await session.close() }
        } onCancelOrGracefulShutdown: {
            stop()
        }
    }

    /// Stops a console that is not going to be run.
    package func close() async {
        stop()
        _ = await running.result
        await kafka.kafka?.close()
        for session in sessions { await session.close() }
    }

    private func stop() {
        feed.stop()
        hub.close()
        kafka.endStreams()
        Task { await group.triggerGracefulShutdown() }
    }
}
