import KafkaBroker
import KafkaProtocol
import Logging

/// A broker on a free port over a directory.
struct TestBroker {
    let broker: KafkaBroker
    let port: Int

    var address: String { "127.0.0.1:\(port)" }

    static func start(
        in directory: String, port: Int = 0,
        configure: (inout KafkaBrokerConfiguration) -> Void = { _ in }
    ) async throws -> TestBroker {
        var configuration = KafkaBrokerConfiguration(dataDirectory: directory)
        configuration.port = port
        configuration.eventLoopThreads = 2
        configure(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let broker = KafkaBroker(configuration: configuration, logger: logger)
        let address = try await broker.start()
        return TestBroker(broker: broker, port: address.port)
    }

    /// Runs a broker for the time of `body`.
    static func with<Result>(
        configure: (inout KafkaBrokerConfiguration) -> Void = { _ in },
        _ body: (TestBroker) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            try await with(in: directory, configure: configure, body)
        }
    }

    static func with<Result>(
        in directory: String, configure: (inout KafkaBrokerConfiguration) -> Void = { _ in },
        _ body: (TestBroker) async throws -> Result
    ) async throws -> Result {
        let broker = try await start(in: directory, configure: configure)
        do {
            let result = try await body(broker)
            await broker.broker.shutDown()
            return result
        } catch {
            await broker.broker.shutDown()
            throw error
        }
    }
}
