internal import PostgresClient

/// Questions to the database, which change nothing.
struct ConsoleDatabase: Sendable {
    let session: PostgresSession

    /// A session that the database ended while nobody asked is found out by the next question. Questions
    /// change nothing, so that one is asked again, on a new connection.
    /// - Parameter question: runs on the session's thread; it cannot write, and has five seconds.
    func ask<Answer: Sendable>(
        _ question: @Sendable (PostgresConnection) throws -> Answer
    ) async throws -> Answer {
        do {
            return try await once(question)
        } catch let error as PostgresError where error.endsConnection {
            return try await once(question)
        }
    }

    private func once<Answer: Sendable>(
        _ question: @Sendable (PostgresConnection) throws -> Answer
    ) async throws -> Answer {
        try await session.withConnection { connection in
            try ReadOnly.enter(connection)
            return try question(connection)
        }
    }
}
