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
        let found = try arrivedNotifications()
        if !found.isEmpty { return found }
        guard let socket = handle.socket else { throw brokenError(nil) }
        wakeUp.wait(alsoFor: socket, milliseconds: milliseconds)
        return try arrivedNotifications()
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
