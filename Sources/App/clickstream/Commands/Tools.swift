import KafkaClient
import PostgresClient

/// What the small tools share: a Kafka or a PostgreSQL to ask, for as long as the question takes.
enum Tools {
    /// Runs a body with an admin client; the embedded broker runs meanwhile, where it is needed.
    /// - Parameter needs: `.log` for a question, `.kafka` for what may be the first thing that a broker does.
    static func withAdmin<Result: Sendable>(
        _ flags: Flags, needs: Stack.Needs = .log,
        _ body: @escaping @Sendable (KafkaAdmin, Stack) async throws -> Result
    ) async throws -> Result {
        let settings = try await Settings(flags)
        let stack = try await Stack.open(settings, needs: needs, terminal: Terminal())
        return try await stack.run {
            let admin = try KafkaAdmin(stack.kafka, logger: stack.logger)
            return try await body(admin, stack)
        }
    }

    /// Runs a body with a connection to a database that is there already, on a thread of its own; the private
    /// server runs meanwhile, where it is needed.
    static func withDatabase<Result: Sendable>(
        _ flags: Flags, _ body: @escaping @Sendable (PostgresConnection, Settings) throws -> Result
    ) async throws -> Result {
        let settings = try await Settings(flags)
        let stack = try await Stack.open(settings, needs: .storedClicks, terminal: Terminal())
        return try await stack.run {
            try await stack.migrate()
            let session = PostgresSession(stack.server, name: "tool")
            let result = try await session.withConnection { try body($0, settings) }
            await session.close()
            return result
        }
    }
}
