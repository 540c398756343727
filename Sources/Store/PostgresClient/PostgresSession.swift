internal import DedicatedThread

/// One connection for asynchronous callers, on a thread of its own, opened when it is first needed.
///
/// Callers take turns. A connection that broke is replaced at the next call; the call during which it broke
/// throws, since only its caller knows whether the work may be done twice.
package actor PostgresSession {
    private let thread: DedicatedThread
    private let server: any PostgresServer
    private var connection: PostgresConnection?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameter name: the thread's name, up to 15 bytes.
    package init(_ server: any PostgresServer, name: String = "postgres") {
        thread = DedicatedThread(name: name)
        self.server = server
    }

    /// Runs `body` with the connection, on this session's thread; blocking calls are at home there.
    ///
    /// A transaction or a COPY that `body` leaves open is rolled back.
    /// - Throws: what `ready()` or `body` throws, or a `PostgresError` where connecting fails.
    package func withConnection<Result: Sendable>(
        _ body: @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        let connection = try await openConnection()
        defer {
            connection.rollBack()
            if connection.isBroken { close() }
        }
        return try body(connection)
    }

    /// Closes the connection; the next call opens a new one.
    package func close() {
        connection?.close()
        connection = nil
    }

    private func openConnection() async throws -> PostgresConnection {
        if let connection, !connection.isBroken { return connection }
        let configuration = try await server.ready()
        // Another caller may have connected while the server was made ready.
        if let connection, !connection.isBroken { return connection }
        let fresh = try PostgresConnection.connect(configuration)
        connection = fresh
        return fresh
    }
}
