/// What waits for the flusher, bounded in bytes and in number.
final class FlushQueue: Sendable {
    private let state = Guarded(State())
    private let maximumBytes: Int
    private let maximumCount: Int

    private struct State {
        var appends: [QueuedAppend] = []
        var bytes = 0
        var isClosed = false
    }

    init(maximumBytes: Int, maximumCount: Int) {
        self.maximumBytes = maximumBytes
        self.maximumCount = maximumCount
    }

    var waiting: (bytes: Int, appends: Int) { state.withLock { ($0.bytes, $0.appends.count) } }

    func add(_ append: QueuedAppend) throws(LogError) {
        try state.withLock { (state) throws(LogError) in
            guard !state.isClosed else { throw .closed }
            let hasRoom =
                state.appends.isEmpty
                || (state.appends.count < maximumCount && state.bytes + append.batches.count <= maximumBytes)
            guard hasRoom else { throw .queueFull }
            state.bytes += append.batches.count
            state.appends.append(append)
        }
        state.signal()
    }

    /// Waits until there is something.
    /// - Returns: all of it, in order; `nil` once the queue is closed and empty.
    func takeAll() -> [QueuedAppend]? {
        state.wait { state -> [QueuedAppend]?? in
            if state.appends.isEmpty { return state.isClosed ? .some(nil) : nil }
            let appends = state.appends
            state.appends = []
            state.bytes = 0
            return .some(appends)
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        state.signal()
    }
}
