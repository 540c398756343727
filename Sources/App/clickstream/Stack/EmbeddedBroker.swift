import KafkaBroker
import Logging
import ServiceLifecycle

/// The embedded broker of a data directory, as one process sees it: ours to run, or run by another process.
///
/// Whoever needs the broker first runs it; when that process ends, the next one that still needs it takes
/// over at the same address, so that clients just reconnect.
struct EmbeddedBroker: Service {
    /// Where the broker answers.
    let address: ListenAddress
    /// Whether this process runs it from the start.
    let isOurs: Bool
    private let lock: BrokerLock?
    private let lockPath: String
    private let broker: KafkaBroker?
    private let settings: BrokerSettings
    private let logger: Logger

    /// Starts the broker, or finds the one that another process runs.
    /// - Throws: `KafkaBrokerError`, `DataDirectoryError`, or `Unavailable` where another process holds the
    ///   data directory and does not say where it listens.
    static func open(
        _ settings: BrokerSettings, in directory: DataDirectory, logger: Logger
    ) async throws -> EmbeddedBroker {
        if let lock = try BrokerLock.take(directory.brokerLock) {
            return try await ours(lock, settings, in: directory, logger: logger)
        }
        // Whoever has the lock publishes its address once it listens, or ends, and then the lock is ours.
        for _ in 0..<Self.patience {
            if let address = BrokerLock.publishedAddress(directory.brokerLock) {
                return EmbeddedBroker(
                    address: address, isOurs: false, lock: nil, lockPath: directory.brokerLock, broker: nil,
                    settings: settings.listening(at: address), logger: logger)
            }
            try await Task.sleep(for: .milliseconds(50))
            if let lock = try BrokerLock.take(directory.brokerLock) {
                return try await ours(lock, settings, in: directory, logger: logger)
            }
        }
        throw Unavailable(
            """
            Another process is starting the broker of \(directory.path), and has not said within a minute where it \
            listens; look at what it says, or end it.
            """)
    }

    /// Twentieths of a second to wait for another process to recover its log and to listen.
    private static let patience = 1200

    private static func ours(
        _ lock: BrokerLock, _ settings: BrokerSettings, in directory: DataDirectory, logger: Logger
    ) async throws -> EmbeddedBroker {
        let (broker, address) = try await start(settings, logger: logger)
        lock.publish(address)
        return EmbeddedBroker(
            address: address, isOurs: true, lock: lock, lockPath: directory.brokerLock, broker: broker,
            settings: settings.listening(at: address), logger: logger)
    }

    /// Stops the broker where `run` is never called.
    func close() async {
        await broker?.shutDown()
    }

    /// Serves until graceful shutdown; where another process runs the broker, waits for its turn.
    func run() async throws {
        if let broker {
            try await broker.run()
            withExtendedLifetime(lock) {}
            return
        }
        try await cancelWhenGracefulShutdown {
            try await takeOver()
        }
    }

    private func takeOver() async throws {
        let lock: BrokerLock
        do {
            lock = try await BrokerLock.wait(lockPath)
        } catch is CancellationError {
            return
        }
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            do {
                let (broker, address) = try await Self.start(settings, logger: logger)
                lock.publish(address)
                logger.info("Took over the embedded broker", metadata: ["address": "\(address)"])
                try await broker.run()
                return withExtendedLifetime(lock) {}
            } catch let error as KafkaBrokerError {
                // Its clients know this address alone, so it has to be this one.
                logger.warning(
                    "Could not take over the embedded broker yet", metadata: ["reason": "\(error)"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }

    private static func start(
        _ settings: BrokerSettings, logger: Logger
    ) async throws -> (KafkaBroker, ListenAddress) {
        let broker = KafkaBroker(configuration: settings.configuration, logger: logger)
        let place = try await broker.start()
        return (broker, ListenAddress(host: place.host, port: place.port))
    }
}
