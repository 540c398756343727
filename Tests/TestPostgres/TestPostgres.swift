package import PostgresClient
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Databases for tests, each empty and of its own, on one server a test run.
///
/// The server is the one that CLICKSTREAM_TEST_POSTGRES names (a connection string of a role that may create
/// databases), or else a `TestPostgresServer` that starts when it is first needed.
package enum TestPostgres {
    private static let counter = Atomic<Int>(0)

    /// All tests of a run share the server, most run side by side, and some hold several connections. A slot
    /// costs some 50 kB of shared memory and a semaphore, a used one its process: many are cheap.
    private static let mostConnections = 1000

    private static let server: Result<PostgresConfiguration, any Error> = Result {
        if let external = getenv("CLICKSTREAM_TEST_POSTGRES").map({ String(cString: $0) }), !external.isEmpty
        {
            return PostgresConfiguration(connectionString: external)
        }
        var options = TestPostgresServer.Options()
        options.settings = ["max_connections = \(mostConnections)"]
        let server = try TestPostgresServer(options)
        started.withLock { $0 = server }
        atexit { TestPostgres.started.withLock { $0?.finish() } }
        return server.configuration
    }

    private static let started = Mutex<TestPostgresServer?>(nil)

    /// Runs `body` with a database that exists for it alone.
    package static func withDatabase<Value>(_ body: (PostgresConfiguration) throws -> Value) throws -> Value {
        let (database, name) = try createDatabase()
        defer { dropDatabase(name) }
        return try body(database)
    }

    package static func withDatabase<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (PostgresConfiguration) async throws -> Value
    ) async throws -> Value {
        let (database, name) = try createDatabase()
        defer { dropDatabase(name) }
        return try await body(database)
    }

    /// The same with one open connection.
    package static func withConnection<Value>(_ body: (PostgresConnection) throws -> Value) throws -> Value {
        try withDatabase { configuration in
            let connection = try PostgresConnection.connect(configuration)
            defer { connection.close() }
            return try body(connection)
        }
    }

    private static func createDatabase() throws -> (PostgresConfiguration, name: String) {
        var configuration = try server.get()
        let number = counter.add(1, ordering: .relaxed).newValue
        let name = "clickstream_test_\(getpid())_\(number)"
        let connection = try PostgresConnection.connect(configuration)
        defer { connection.close() }
        try connection.execute("CREATE DATABASE \(name) TEMPLATE template0")
        configuration.settings.append(("dbname", name))
        return (configuration, name)
    }

    /// On somebody's server only: dropping costs a checkpoint, and our own server goes as a whole.
    private static func dropDatabase(_ name: String) {
        if started.withLock({ $0 != nil }) { return }
        guard let connection = try? PostgresConnection.connect(server.get()) else { return }
        defer { connection.close() }
        _ = try? connection.execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }
}
