import PostgresClient
import TestPostgres
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ways of not getting a connection, each caused for real.
@Suite struct ConnectTests {
    private func failure(_ configuration: PostgresConfiguration) -> PostgresError? {
        #expect(throws: PostgresError.self) { try PostgresConnection.connect(configuration) }
    }

    @Test func `the server's refusals keep their codes`() throws {
        var options = TestPostgresServer.Options()
        options.listensOnLoopback = true
        let server = try TestPostgresServer(options)
        defer { server.finish() }

        let right = try PostgresConnection.connect(server.loopbackConfiguration())
        #expect(try right.query("SELECT 1").integer(0, 0) == 1)
        right.close()

        let wrongPassword = failure(server.loopbackConfiguration(password: "wrong"))
        #expect(wrongPassword?.sqlState == .invalidPassword)
        #expect(wrongPassword?.retriability == .permanent)
        #expect(wrongPassword?.kind == .connection)
        #expect(wrongPassword?.description.contains("at 127.0.0.1:\(server.port)") == true)

        let none = failure(server.loopbackConfiguration(password: ""))
        #expect(none?.sqlState == .invalidPassword)
        #expect(none?.retriability == .permanent)

        var elsewhere = server.loopbackConfiguration()
        elsewhere.settings.append(("dbname", "nowhere"))
        let noDatabase = failure(elsewhere)
        #expect(noDatabase?.sqlState == .invalidDatabase)
        #expect(noDatabase?.retriability == .permanent)

        var encrypted = server.loopbackConfiguration()
        encrypted.settings.append(("sslmode", "require"))
        #expect(failure(encrypted)?.retriability == .permanent)

        try server.stop()
        let stopped = failure(server.configuration)
        #expect(stopped?.retriability == .retriable)
        #expect(stopped?.sqlState == nil)
    }

    @Test func `too many connections pass by themselves`() throws {
        var options = TestPostgresServer.Options()
        options.settings = ["max_connections = 5", "superuser_reserved_connections = 0"]
        let server = try TestPostgresServer(options)
        defer { server.finish() }
        var held: [PostgresConnection] = []
        defer { held.forEach { $0.close() } }
        for _ in 0..<5 { held.append(try PostgresConnection.connect(server.configuration)) }
        let error = failure(server.configuration)
        #expect(error?.sqlState == .tooManyConnections)
        #expect(error?.retriability == .retriable)
    }

    @Test func `a port where nobody listens is waited out`() throws {
        let port = try TestPostgresServer.freePort()
        let error = failure(
            PostgresConfiguration(connectionString: "host=127.0.0.1 port=\(port) user=u dbname=d"))
        #expect(error?.kind == .connection)
        #expect(error?.retriability == .retriable)
        #expect(error?.description.contains("Connection refused") == true)
    }

    @Test func `several hosts are tried in turn`() throws {
        let port = try TestPostgresServer.freePort()
        let error = failure(
            PostgresConfiguration(
                connectionString: "host=127.0.0.1,127.0.0.1 port=\(port),\(port) user=u dbname=d"))
        #expect(error?.retriability == .retriable)
    }

    @Test func `a server that never answers is given up after the time-out`() throws {
        let silent = try SilentListener()
        let clock = ContinuousClock()
        let start = clock.now
        let error = failure(
            PostgresConfiguration(
                connectionString: "host=127.0.0.1 port=\(silent.port) user=u dbname=d connect_timeout=2"))
        #expect(error?.message == "timeout expired")
        #expect(error?.retriability == .retriable)
        #expect(clock.now - start >= .seconds(2))
    }
}

/// Takes connections and says nothing.
private final class SilentListener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        port = try TestPostgresServer.freePort()
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        try #require(status == 0)
        try #require(listen(descriptor, 8) == 0)
    }

    deinit { close(descriptor) }
}
