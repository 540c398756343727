internal import Synchronization

/// Everybody who follows the stream of events. A follower holds the newest event and no other: who is slow
/// misses some, and who stays slow is let go, so that memory never grows.
final class EventHub: Sendable {
    private struct Follower {
        let events: AsyncStream<FeedEvent>.Continuation
        let drop: @Sendable () -> Void
        var missed = 0
    }

    private struct State {
        var followers: [Int: Follower] = [:]
        var nextID = 0
        var isClosed = false
    }

    private let limit: Int
    private let patience: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: followers at the same time.
    ///   - patience: events that a follower may miss one after another.
    init(limit: Int, patience: Int = 300) {
        self.limit = limit
        self.patience = patience
    }

    var isEmpty: Bool { state.withLock { $0.followers.isEmpty } }

    /// - Parameter drop: cuts the follower's connection, where it takes nothing any more.
    /// - Returns: `nil` where there are too many already.
    func follow(
        drop: @escaping @Sendable () -> Void
    ) -> (id: Int, events: AsyncStream<FeedEvent>)? {
        state.withLock { state in
            guard !state.isClosed, state.followers.count < limit else { return nil }
            let (stream, events) = AsyncStream<FeedEvent>.makeStream(bufferingPolicy: .bufferingNewest(1))
            state.nextID += 1
            state.followers[state.nextID] = Follower(events: events, drop: drop)
            return (state.nextID, stream)
        }
    }

    func leave(_ id: Int) { state.withLock { _ = $0.followers.removeValue(forKey: id) } }

    func send(_ event: FeedEvent) {
        let slow = state.withLock { state in
            var slow: [Follower] = []
            for (id, follower) in state.followers {
                switch follower.events.yield(event) {
                case .dropped: break
                case .terminated:
                    // Whose answer is never written has no other end.
                    state.followers[id] = nil
                    continue
                default:
                    state.followers[id]?.missed = 0
                    continue
                }
                state.followers[id]?.missed += 1
                if follower.missed >= patience {
                    slow.append(follower)
                    state.followers[id] = nil
                }
            }
            return slow
        }
        for follower in slow { Self.end(follower) }
    }

    /// Lets everybody go, for good.
    func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.followers = [:] }
            return Array(state.followers.values)
        }
        for follower in all { Self.end(follower) }
    }

    private static func end(_ follower: Follower) {
        follower.events.finish()
        follower.drop()
    }
}
