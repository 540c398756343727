import ServiceLifecycle
import Synchronization

/// A closure as the one service whose end ends the run. It is cancelled when the run is to stop.
struct BodyService<Result: Sendable>: Service {
    let body: @Sendable () async throws -> Result
    let outcome: Outcome<Result>

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            outcome.set(try await body())
        }
    }
}

/// A value that one task leaves and another takes after it.
final class Outcome<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    var value: Value? { stored.withLock { $0 } }

    func set(_ value: Value) { stored.withLock { $0 = value } }
}
