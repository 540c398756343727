internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Who has a stream of a kind open: a limited number, and all of them end with the console.
final class StreamRoom: Sendable {
    private struct State {
        var open: [Int: any Channel] = [:]
        var nextID = 0
        var isClosed = false
    }

    private let limit: Int
    private let sentence: String
    private let state = Mutex(State())

    /// - Parameter sentence: what is said to one too many.
    init(limit: Int, sentence: String) {
        self.limit = limit
        self.sentence = sentence
    }

    var count: Int { state.withLock { $0.open.count } }

    /// - Returns: what to give to `leave`.
    func enter(_ channel: any Channel) throws(ConsoleRefusal) -> Int {
        let id: Int? = state.withLock { state in
            guard !state.isClosed, state.open.count < limit else { return nil }
            state.nextID += 1
            state.open[state.nextID] = channel
            return state.nextID
        }
        guard let id else { throw ConsoleRefusal(.serviceUnavailable, sentence) }
        return id
    }

    func leave(_ id: Int) { state.withLock { _ = $0.open.removeValue(forKey: id) } }

    /// Cuts every stream, for good.
    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            return Array(state.open.values)
        }
        for channel in all { channel.close(promise: nil) }
    }
}
