internal import CLibpq

/// Asks the server to stop what a connection is doing, from any thread.
///
/// `@unchecked Sendable`: `PQcancel` reads the handle and nothing else, and is documented as safe to call
/// from another thread, also while the connection works or after it is closed.
package final class PostgresCanceller: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQfreeCancel(pointer) }

    /// Opens a connection of its own to ask; blocks for as long as that takes.
    ///
    /// The interrupted call throws SQLSTATE 57014, unless it ended before the request arrived.
    /// - Returns: whether the request was handed over, not whether it had an effect.
    @discardableResult
    package func cancel() -> Bool {
        var reason = [CChar](repeating: 0, count: 256)
        return PQcancel(pointer, &reason, Int32(reason.count)) == 1
    }
}
