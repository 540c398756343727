internal import KafkaClient
internal import Synchronization

/// The wish that a worker stop, from whatever thread, heard at once by its blocked poll.
final class StopRequest: Sendable {
    private let state = Mutex<(requestedAt: ContinuousClock.Instant?, waker: KafkaConsumerWaker?)>((nil, nil))

    var isRequested: Bool { requestedAt != nil }

    /// When the wish was uttered first.
    var requestedAt: ContinuousClock.Instant? { state.withLock { $0.requestedAt } }

    /// Whose poll is to be interrupted.
    func register(_ waker: KafkaConsumerWaker) {
        state.withLock { $0.waker = waker }
    }

    func request() {
        let waker = state.withLock { state in
            if state.requestedAt == nil { state.requestedAt = .now }
            return state.waker
        }
        waker?.wake()
    }
}
