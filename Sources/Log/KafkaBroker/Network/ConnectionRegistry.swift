internal import NIOConcurrencyHelpers
internal import NIOCore

/// The open connections: how many there are, and a way to close them all.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let limit: Int
    private let state = NIOLockedValueBox(State())

    init(limit: Int) { self.limit = limit }

    /// - Returns: whether there is room for the connection.
    func add(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        let isAdded = state.withLockedValue { state in
            guard !state.isClosed && state.channels.count < limit else { return false }
            state.channels[key] = channel
            return true
        }
        if isAdded { channel.closeFuture.whenComplete { _ in self.remove(key) } }
        return isAdded
    }

    /// Closes every connection and takes no more.
    func closeAll() async {
        let channels = state.withLockedValue { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
        for channel in channels { try? await channel.closeFuture.get() }
    }

    private func remove(_ key: ObjectIdentifier) {
        state.withLockedValue { _ = $0.channels.removeValue(forKey: key) }
    }
}
