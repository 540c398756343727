internal import NIOConcurrencyHelpers

/// Tells a request that waits that nobody will read its answer.
///
/// Only one request of a connection can wait at a time (those that overlap never do), so one place is enough.
final class ConnectionLifeline: Sendable {
    private struct State {
        var isClosed = false
        var onClose: (@Sendable () -> Void)?
    }

    private let state = NIOLockedValueBox(State())

    /// Calls `body` when the connection closes, at once if it has. Replaces the one before; `nil` forgets it.
    func onClose(_ body: (@Sendable () -> Void)?) {
        let callNow = state.withLockedValue { state in
            state.onClose = state.isClosed ? nil : body
            return state.isClosed
        }
        if callNow { body?() }
    }

    func close() {
        let body = state.withLockedValue { state in
            state.isClosed = true
            defer { state.onClose = nil }
            return state.onClose
        }
        body?()
    }
}
