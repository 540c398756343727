internal import Hummingbird
internal import PostgresClient
internal import Synchronization

/// The console's one way to change something in the database: what it notes about actions.
struct ConsoleWriter: Sendable {
    private final class Line: Sendable {
        let length = Atomic(0)
    }

    private static let longest = 32

    private let session: PostgresSession
    private let line = Line()

    init(session: PostgresSession) { self.session = session }

    /// - Parameter body: runs on the session's thread, and has five seconds a statement.
    /// - Throws: `ConsoleRefusal` where too many wait already, and what `body` throws.
    func write<Answer: Sendable>(
        _ body: @Sendable (PostgresConnection) throws -> Answer
    ) async throws -> Answer {
        defer { line.length.subtract(1, ordering: .relaxed) }
        guard line.length.add(1, ordering: .relaxed).newValue <= Self.longest else {
            throw ConsoleRefusal(.serviceUnavailable, "Too many actions are under way; try again.")
        }
        return try await session.withConnection { connection in
            try connection.execute("SET statement_timeout = '5s'")
            return try body(connection)
        }
    }
}
