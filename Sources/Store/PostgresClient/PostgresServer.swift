/// A PostgreSQL server that can be made ready when it is needed.
package protocol PostgresServer: Sendable {
    /// For messages, without a password: `the private server`, or where an external one is.
    var displayName: String { get }

    /// Starts the server if that is ours to do, and says how to reach it. Callable at any time, from any
    /// task.
    func ready() async throws -> PostgresConfiguration
}

/// A server that somebody else runs.
package struct ExternalPostgres: PostgresServer {
    package let configuration: PostgresConfiguration

    package init(_ configuration: PostgresConfiguration) { self.configuration = configuration }

    package var displayName: String { configuration.description }

    package func ready() -> PostgresConfiguration { configuration }
}
