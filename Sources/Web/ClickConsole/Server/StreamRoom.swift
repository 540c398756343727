internal import Hummingbird
internal import NIOCore
internal import Synchronization

/// Who has a stream of a kind open: a limited number, and all of them end with the console.
final class StreamRoom: Sendable {
    fileprivate struct State {
        var open: [Int: any Channel] = [:]
        var nextID = 0
        var isClosed = false
    }

    private let limit: Int
    private let sentence: String
    fileprivate let state = Mutex(State())

    /// - Parameter sentence: what is said to one too many.
    init(limit: Int, sentence: String) {
        self.limit = limit
        self.sentence = sentence
    }

    var count: Int { state.withLock { $0.open.count } }

    /// One reader's place, for as long as somebody holds it: also where its answer is never written.
    final class Place: Sendable {
        private let room: StreamRoom
        private let id: Int

        fileprivate init(_ room: StreamRoom, _ id: Int) {
            self.room = room
            self.id = id
        }

        deinit { leave() }

        func leave() { room.state.withLock { _ = $0.open.removeValue(forKey: id) } }
    }

    func enter(_ channel: any Channel) throws(ConsoleRefusal) -> Place {
        let id: Int? = state.withLock { state in
            guard !state.isClosed, state.open.count < limit else { return nil }
            state.nextID += 1
            state.open[state.nextID] = channel
            return state.nextID
        }
        guard let id else { throw ConsoleRefusal(.serviceUnavailable, sentence) }
        return Place(self, id)
    }

    /// Cuts every stream, for good.
    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            return Array(state.open.values)
        }
        for channel in all { channel.close(promise: nil) }
    }
}
