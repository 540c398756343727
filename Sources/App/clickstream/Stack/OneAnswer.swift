import Synchronization

/// One answer from a thread, for one task that may be cancelled while it waits.
final class OneAnswer: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Bool, Never>)
        case given(Bool)
    }

    private let state = Mutex(State.open)

    /// Gives the answer; only the first one counts.
    func give(_ answer: Bool) {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            switch state {
            case .given: return nil
            case .open:
                state = .given(answer)
                return nil
            case .waiting(let continuation):
                state = .given(answer)
                return continuation
            }
        }
        waiter?.resume(returning: answer)
    }

    /// Waits for the answer; `false` when the task is cancelled first. To be called once.
    func value() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if case .given(let answer) = state { return answer }
                    state = .waiting(continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            give(false)
        }
    }
}
