internal import Hummingbird
internal import PostgresClient
internal import Synchronization

/// Questions to the database, which change nothing. They take turns, and only so many wait.
struct ConsoleDatabase: Sendable {
    private final class Line: Sendable {
        let length = Atomic(0)
    }

    private let session: PostgresSession
    private let longest: Int
    private let line = Line()

    /// - Parameter longest: questions that are answered or wait at the same time.
    init(session: PostgresSession, longest: Int = 64) {
        self.session = session
        self.longest = longest
    }

    /// A session that the database ended while nobody asked is found out by the next question. Questions
    /// change nothing, so that one is asked again, on a new connection.
    /// - Parameter question: runs on the session's thread; it cannot write, and has five seconds.
    /// - Throws: `ConsoleRefusal` where too many wait already.
    func ask<Answer: Sendable>(
        _ question: @Sendable (PostgresConnection) throws -> Answer
    ) async throws -> Answer {
        defer { line.length.subtract(1, ordering: .relaxed) }
        guard line.length.add(1, ordering: .relaxed).newValue <= longest else {
            throw ConsoleRefusal(
                .serviceUnavailable, "Too many pages wait for the database at the moment; try again.")
        }
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
