internal import DedicatedThread

/// Compaction in the background, on a thread of its own, whenever it is woken.
package final class LogCleaner: Sendable {
    private struct State {
        var isWanted = false
        var isClosed = false
    }

    private let state: Guarded<State>
    private let loop: Task<Void, Never>

    /// Starts the thread.
    /// - Parameter clock: the time in milliseconds since 1970.
    package init(of directory: LogDirectory, clock: @escaping @Sendable () -> Int64) {
        let state = Guarded(State())
        self.state = state
        loop = Task(executorPreference: DedicatedThread(name: "log-cleaner")) {
            while Self.waitForWork(state) {
                directory.clean(now: clock()) { state.withLock { $0.isClosed } }
            }
        }
    }

    deinit { Self.close(state) }

    /// Has it look at all partitions, after the pass that runs.
    package func wake() {
        state.withLock { $0.isWanted = true }
        state.signal()
    }

    /// Gives up the pass that runs, and ends the thread.
    package func close() async {
        Self.close(state)
        await loop.value
    }

    private static func close(_ state: Guarded<State>) {
        state.withLock { $0.isClosed = true }
        state.signal()
    }

    /// - Returns: `false` when it is closed.
    private static func waitForWork(_ state: Guarded<State>) -> Bool {
        state.wait { state -> Bool? in
            if state.isClosed { return false }
            guard state.isWanted else { return nil }
            state.isWanted = false
            return true
        }
    }
}
