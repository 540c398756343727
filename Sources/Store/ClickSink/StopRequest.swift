internal import KafkaClient
internal import Synchronization

/// The wish that a worker stop, from whatever thread, heard at once by its blocked poll.
final class StopRequest: Sendable {
    private let state = Mutex<(isRequested: Bool, waker: KafkaConsumerWaker?)>((false, nil))

    var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Whose poll is to be interrupted.
    func register(_ waker: KafkaConsumerWaker) {
        state.withLock { $0.waker = waker }
    }

    func request() {
        let waker = state.withLock { state in
            state.isRequested = true
            return state.waker
        }
        waker?.wake()
    }
}
