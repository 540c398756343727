internal import Synchronization

/// The suspension of one task, ended once: by an answer, or by the task's cancellation, whichever is first.
///
/// `@unchecked Sendable`: `continuation` is written before `state` becomes `suspended` (release), and read
/// only by whoever moved `state` on from there (acquire).
final class OneShot<Value: Sendable>: @unchecked Sendable {
    private let state = Atomic<OneShotState>(.new)
    private var continuation: UnsafeContinuation<Value, Never>?

    /// Takes the suspended task.
    /// - Returns: whether it has to wait; `false` when it was cancelled before, and the caller resumes it.
    func suspend(_ task: UnsafeContinuation<Value, Never>) -> Bool {
        continuation = task
        return move(from: OneShotState.new, to: OneShotState.suspended)
    }

    /// Resumes the task, unless somebody did. Not before `suspend`.
    @discardableResult
    func resolve(_ value: Value) -> Bool {
        guard move(from: OneShotState.suspended, to: OneShotState.resolved) else { return false }
        continuation?.resume(returning: value)
        continuation = nil
        return true
    }

    /// Resumes the task with `value`, or keeps it from suspending.
    func cancel(_ value: Value) {
        if !move(from: OneShotState.new, to: OneShotState.resolved) { resolve(value) }
    }

    private func move(from: OneShotState, to: OneShotState) -> Bool {
        state.compareExchange(expected: from, desired: to, ordering: .acquiringAndReleasing).exchanged
    }
}

private enum OneShotState: Int, AtomicRepresentable {
    case new, suspended, resolved
}
