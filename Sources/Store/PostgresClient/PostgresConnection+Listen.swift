#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What another session said by `NOTIFY`.
package struct PostgresNotification: Sendable, Equatable {
    package let channel: String
    package let payload: String

    package init(channel: String, payload: String) {
        self.channel = channel
        self.payload = payload
    }
}

extension PostgresConnection {
    /// Subscribes to a channel: `notifications` tells what is said on it from now on.
    package func listen(to channel: String) throws(PostgresError) {
        try execute("LISTEN \(try identifier(channel))")
    }

    /// Blocks until somebody notifies, `wakeUp` is called, or the time is over.
    /// - Parameter milliseconds: `nil` waits without end.
    /// - Returns: what was said since the last call; empty where nothing was.
    /// - Throws: a `PostgresError` where the connection is lost.
    package func notifications(
        within milliseconds: Int?, wakeUp: WakeUp
    ) throws(PostgresError) -> [PostgresNotification] {
        var found = try arrivedNotifications()
        if !found.isEmpty { return found }
        guard let socket = handle.socket else { throw brokenError(nil) }
        wakeUp.wait(alsoFor: socket, milliseconds: milliseconds)
        found = try arrivedNotifications()
        return found
    }

    private func arrivedNotifications() throws(PostgresError) -> [PostgresNotification] {
        guard handle.consumeInput() else { throw brokenError(nil) }
        var found: [PostgresNotification] = []
        while let next = handle.nextNotification() {
            found.append(PostgresNotification(channel: next.channel, payload: next.payload))
        }
        return found
    }
}

/// Ends a wait of another thread at once: a pipe that is waited on beside the connection's socket.
package final class WakeUp: Sendable {
    private let reader: Int32
    private let writer: Int32

    /// - Throws: a `PostgresError` where the process has no file descriptors left.
    package init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw PostgresError(.client, "no file descriptor is left; raise the limit (ulimit -n)")
        }
        (reader, writer) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// From any thread. Also ends the next wait, where none is under way.
    package func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well.
        _ = write(writer, &byte, 1)
    }

    /// Blocks until `wake` is called or the time is over.
    package func wait(milliseconds: Int) { wait(alsoFor: nil, milliseconds: milliseconds) }

    func wait(alsoFor socket: Int32?, milliseconds: Int?) {
        var waited = [pollfd(fd: reader, events: Int16(POLLIN), revents: 0)]
        if let socket { waited.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&waited, nfds_t(waited.count), Int32(clamping: milliseconds ?? -1))
        guard waited[0].revents != 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(reader, &bytes, bytes.count) > 0 {}
    }
}
