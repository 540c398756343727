import ServiceLifecycle

/// Ends a run after a time.
struct Timer: Service {
    let duration: Duration

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do {
                try await Task.sleep(for: duration)
            } catch is CancellationError {
                return
            }
        }
    }
}
