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
            let (broker, address) = try await start(settings, logger: logger)
            lock.publish(address)
            return EmbeddedBroker(
                address: address, isOurs: true, lock: lock, lockPath: directory.brokerLock, broker: broker,
                settings: settings.listening(at: address), logger: logger)
        }
        guard let address = try await published(directory.brokerLock) else {
            throw Unavailable(
                """
                Another process is starting a broker in \(directory.path) and has not said where it listens; \
                try again in a moment.
                """)
        }
        return EmbeddedBroker(
            address: address, isOurs: false, lock: nil, lockPath: directory.brokerLock, broker: nil,
            settings: settings.listening(at: address), logger: logger)
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
        let (broker, address) = try await Self.start(settings, logger: logger)
        lock.publish(address)
        logger.info("Took over the embedded broker", metadata: ["address": "\(address)"])
        try await broker.run()
        withExtendedLifetime(lock) {}
    }

    private static func start(
        _ settings: BrokerSettings, logger: Logger
    ) async throws -> (KafkaBroker, ListenAddress) {
        let broker = KafkaBroker(configuration: settings.configuration, logger: logger)
        let place = try await broker.start()
        return (broker, ListenAddress(host: place.host, port: place.port))
    }

    /// The holder publishes its address as soon as it listens; that takes it a few tenths of a second.
    private static func published(_ path: String) async throws -> ListenAddress? {
        for _ in 0..<100 {
            if let address = BrokerLock.publishedAddress(path) { return address }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }
}
