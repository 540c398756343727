import ClickConsole
import ClickSink
import ClickStore
import KafkaClient
import Logging
import PostgresClient
import PrivatePostgres
import ServiceLifecycle
import UnixSignals

/// The Kafka and the PostgreSQL that a command works with, started where they are ours.
struct Stack {
    /// What a command needs.
    struct Needs: OptionSet {
        let rawValue: Int
        static let kafka = Needs(rawValue: 1)
        static let database = Needs(rawValue: 2)
        /// A database that holds clicks already: for a command that only reads, and makes none.
        static let storedClicks: Needs = [.database, Needs(rawValue: 4)]
        /// A log that is there already.
        static let log: Needs = [.kafka, Needs(rawValue: 8)]
    }

    let settings: Settings
    let logger: Logger
    let terminal: Terminal
    let broker: EmbeddedBroker?
    let privatePostgres: PrivatePostgres?
    let server: any PostgresServer
    let kafka: KafkaClientConfiguration
    private let needs: Needs

    /// Starts, at the same time, what has to be started.
    /// - Throws: what a person has to mend before the command can run; nothing is left running then.
    static func open(_ settings: Settings, needs: Needs, terminal: Terminal) async throws -> Stack {
        let logger = Logger(label: "clickstream") { _ in
            TerminalLogHandler(level: settings.logLevel, terminal: terminal)
        }
        let needsBroker = needs.contains(.kafka) && settings.bootstrapServers == nil
        let needsPostgres = needs.contains(.database) && settings.databaseURL == nil
        if needsPostgres { LibpqEnvironment.clear() }
        try checkExisting(settings, needs, private: needsPostgres, embedded: needsBroker)
        let directory = needsBroker || needsPostgres ? try DataDirectory(settings.dataDirectory) : nil
        let ours = directory.flatMap { directory in
            needsPostgres ? PrivatePostgres(dataDirectory: directory.path, logger: logger) : nil
        }
        do {
            async let ready: Void = makeReady(ours)
            let broker = needsBroker ? try await openBroker(settings, directory, logger) : nil
            do {
                try await ready
            } catch {
                await broker?.close()
                throw error
            }
            return Stack(
                settings: settings, logger: logger, terminal: terminal, broker: broker, privatePostgres: ours,
                server: ours ?? ExternalPostgres(external(settings)),
                kafka: KafkaClientConfiguration(
                    bootstrapServers: broker.map { "\($0.address)" } ?? settings.bootstrapServers ?? "",
                    properties: try settings.kafkaProperties()),
                needs: needs)
        } catch {
            await ours?.release()
            throw error
        }
    }

    private static func checkExisting(
        _ settings: Settings, _ needs: Needs, private ownPostgres: Bool, embedded: Bool
    ) throws {
        let directory = settings.dataDirectory
        if ownPostgres && needs.isSuperset(of: .storedClicks),
            !PrivatePostgres.exists(dataDirectory: directory)
        {
            throw NothingYet.database(in: directory)
        }
        if embedded && needs.isSuperset(of: .log) && !DataDirectory.hasLog(directory) {
            throw NothingYet.log(in: directory)
        }
    }

    private static func makeReady(_ postgres: PrivatePostgres?) async throws {
        _ = try await postgres?.ready()
    }

    private static func openBroker(
        _ settings: Settings, _ directory: DataDirectory?, _ logger: Logger
    ) async throws -> EmbeddedBroker? {
        guard let directory else { return nil }
        let broker = BrokerSettings(
            listen: try settings.listenAddress(), dataDirectory: directory.broker,
            partitions: try settings.partitions())
        return try await EmbeddedBroker.open(
            broker, in: directory, logger: logger)
    }

    private static func external(_ settings: Settings) -> PostgresConfiguration {
        PostgresConfiguration(connectionString: settings.databaseURL ?? "", applicationName: "clickstream")
    }

    // MARK: - Preparing

    /// 14: summaries of several ranges (`int8_minmax_multi_ops`).
    private static let oldestPostgres = 140_000

    /// Brings the tables up to date.
    /// - Throws: `PostgresError`, `MigrationError`; `NothingYet` where there are none, and the command only
    ///   reads.
    func migrate() async throws {
        let session = PostgresSession(server, name: "migrate")
        let logger = logger
        try await session.withConnection { connection in
            let encoding = connection.parameterStatus("server_encoding") ?? "UTF8"
            guard encoding == "UTF8" else {
                throw SettingError(
                    """
                    The database has the encoding \(encoding), which cannot hold every click: use one that was made \
                    with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.
                    """)
            }
            guard connection.serverVersion >= Self.oldestPostgres else {
                throw SettingError(
                    """
                    The database is PostgreSQL \(connection.serverVersion / 10_000): Clickstream takes PostgreSQL 14 or \
                    newer.
                    """)
            }
            if needs.isSuperset(of: .storedClicks), try Migrations.version(connection) == 0 {
                throw NothingYet.tables(in: server.displayName)
            }
            _ = try Migrations.migrate(connection, logger: logger)
            if let day = try RetentionHorizon.read(connection) {
                logger.info(
                    "Clicks of dropped days are not stored any more", metadata: ["before": "\(day.date)"])
            }
        }
        await session.close()
    }

    /// For commands that only look: sees to it that the tables are of this version, and changes nothing.
    /// - Throws: `PostgresError`, `MigrationError`; `NothingYet` where there are no tables, `Unavailable`
    ///   where they are of an older version.
    func checkTables() async throws {
        let session = PostgresSession(server, name: "tables")
        try await session.withConnection { connection in
            if try Migrations.version(connection) == 0 { throw NothingYet.tables(in: server.displayName) }
            guard try Migrations.isCurrent(connection) else {
                throw Unavailable(
                    """
                    The tables are of an older version of Clickstream, and this command changes nothing: stop the sinks \
                    of that version, and start clickstream up or clickstream consume, which brings them up to date.
                    """)
            }
        }
        await session.close()
    }

    /// Sees to it that a broker answers and that the topic exists.
    ///
    /// Who may not create topics goes on without: the topic may come later, made by somebody who may.
    /// - Throws: `KafkaError` where no broker answers.
    func createTopic() async throws {
        let admin = try KafkaAdmin(kafka, logger: logger)
        let metadata = try await admin.metadata(timeout: .seconds(5))
        guard !metadata.topics.contains(where: { $0.name == settings.topic }) else { return }
        do {
            try await admin.createTopic(
                settings.topic, partitions: try settings.partitions(), replicationFactor: -1,
                timeout: .seconds(5))
        } catch let error as KafkaError where error.isTopicAlreadyExists {
            return
        } catch let error as KafkaError {
            logger.warning(
                "The topic does not exist, and could not be created; waiting for it to appear",
                metadata: ["topic": "\(settings.topic)", "reason": "\(error)"])
        }
    }

    /// A sink from this stack's Kafka into its PostgreSQL.
    func sink(
        group: String? = nil, workers: Int, untilEnd: Bool = false, aggregates: Bool = true,
        shutdown: ClickSinkConfiguration.ShutdownBehavior = .finishBatch
    ) throws -> ClickSink {
        var configuration = ClickSinkConfiguration(kafka: kafka, topic: settings.topic)
        if let group { configuration.group = group }
        configuration.workers = workers
        configuration.untilEnd = untilEnd
        configuration.aggregates = aggregates
        configuration.shutdown = shutdown
        configuration.onNewLog = try settings.onNewTopic()
        return ClickSink(configuration: configuration, server: server, logger: logger)
    }

    /// What drops old clicks, where that is asked for.
    /// - Parameter untilEnd: the run ends by itself, and has to have dropped all that is too old by then.
    func retention(untilEnd: Bool = false) throws -> [Job] {
        guard let period = try settings.retention() else { return [] }
        return [
            Job(
                ClickRetention(
                    keeping: period.days, server: server, finishesRounds: untilEnd, logger: logger))
        ]
    }

    /// The pages, listening already.
    /// - Throws: `ConsoleError`.
    func console(_ plan: ConsolePlan) async throws -> ConsoleServer {
        plan.warn(logger)
        var configuration = plan.configuration
        configuration.kafka = try consoleKafka()
        return try await ConsoleServer.start(configuration, server: server, logger: logger)
    }

    /// Runs what has to be done before `run`; the servers are let go of when it fails.
    func prepared<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            await close()
            throw error
        }
    }

    /// Lets go of the servers, where `run` is never called.
    func close() async {
        await broker?.close()
        await privatePostgres?.release()
    }

    // MARK: - Running

    /// Runs services with the servers around them, until they are done or a signal comes.
    ///
    /// Shutdown goes backwards: the last service first, each to its end, the servers last. The group is done
    /// when a service with `endsRun` returns, when any fails, or on SIGINT or SIGTERM; a second signal ends
    /// the program at once.
    func run(_ jobs: [Job]) async throws {
        var services = [
            ServiceGroupConfiguration.ServiceConfiguration(service: SecondSignal(terminal: terminal))
        ]
        if let privatePostgres { services.append(.init(service: PostgresShare(server: privatePostgres))) }
        if let broker { services.append(.init(service: broker)) }
        for job in jobs {
            services.append(
                .init(
                    service: job.service,
                    successTerminationBehavior: job.endsRun ? .gracefullyShutdownGroup : .ignore,
                    failureTerminationBehavior: .gracefullyShutdownGroup))
        }
        var quiet = logger
        quiet.logLevel = logger.logLevel <= .debug ? logger.logLevel : .critical
        var configuration = ServiceGroupConfiguration(services: services, logger: quiet)
        configuration.gracefulShutdownSignals = [.sigint, .sigterm, .sighup]
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Runs a body with the servers around it.
    func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let result = Outcome<Result>()
        try await run([Job(BodyService(body: body, outcome: result), endsRun: true)])
        guard let value = result.value else { throw CancellationError() }
        return value
    }
}

/// A service of a run, and whether its return ends the run.
struct Job {
    let service: any Service
    let endsRun: Bool

    init(_ service: any Service, endsRun: Bool = false) {
        self.service = service
        self.endsRun = endsRun
    }
}
