internal import KafkaLog
package import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// A Kafka broker for one machine: the log of `KafkaLog`, served over Kafka's protocol.
///
/// It runs once: `start`, then `run`, or just `run`. On graceful shutdown it answers whoever waits, closes
/// the connections, writes what is queued, and closes the log, so that the next start has nothing to recover.
package final class KafkaBroker: Service, Sendable {
    private enum State {
        case idle
        case starting
        case running(RunningBroker)
        case stopped
    }

    private let configuration: KafkaBrokerConfiguration
    private let logger: Logger
    private let state = NIOLockedValueBox(State.idle)

    package init(configuration: KafkaBrokerConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Opens the log, which recovers it after a crash, and listens.
    /// - Returns: where clients can connect.
    package func start() async throws(KafkaBrokerError) -> (host: String, port: Int) {
        let mayStart = state.withLockedValue { state in
            guard case .idle = state else { return false }
            state = .starting
            return true
        }
        guard mayStart else { throw .alreadyStarted }
        do throws(KafkaBrokerError) {
            let running = try await RunningBroker.start(configuration: configuration, logger: logger)
            state.withLockedValue { $0 = .running(running) }
            return running.address
        } catch {
            state.withLockedValue { $0 = .stopped }
            throw error
        }
    }

    /// Serves until graceful shutdown or cancellation, and then closes everything. Starts first if need be.
    package func run() async throws {
        if case .idle = state.withLockedValue({ $0 }) { _ = try await start() }
        guard case .running(let running) = state.withLockedValue({ $0 }) else {
            throw KafkaBrokerError.alreadyStarted
        }
        await withTaskCancellationOrGracefulShutdownHandler {
            await running.listenerClosed()
        } onCancelOrGracefulShutdown: {
            running.stopListening()
        }
        await shutDown()
    }

    /// Stops a broker that was started, as `run` does at its end. Harmless when it is stopped already.
    package func shutDown() async {
        let running: RunningBroker? = state.withLockedValue { state in
            guard case .running(let running) = state else { return nil }
            state = .stopped
            return running
        }
        await running?.shutDown()
    }
}
