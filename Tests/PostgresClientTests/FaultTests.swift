import DedicatedThread
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

/// Sessions that end in the middle of something, on a server that may be hurt.
@Suite struct FaultTests {
    private func withServer(_ body: (TestPostgresServer) throws -> Void) throws {
        let server = try TestPostgresServer()
        defer { server.finish() }
        try body(server)
    }

    private func copyForever(_ connection: PostgresConnection) -> PostgresError? {
        var buffer = CopyBinaryBuffer()
        buffer.writeHeader()
        for number in 0..<10_000 {
            buffer.beginRow(columns: 1)
            buffer.int64(Int64(number))
        }
        return #expect(throws: PostgresError.self) {
            // Far more than any socket holds.
            for _ in 0..<1_000 {
                try connection.putCopyData(buffer)
                buffer.removeAll()
                for number in 0..<10_000 {
                    buffer.beginRow(columns: 1)
                    buffer.int64(Int64(number))
                }
            }
            try connection.endCopyIn()
        }
    }

    @Test func `a server process killed in the middle of a COPY breaks the connection`() throws {
        try withServer { server in
            let connection = try PostgresConnection.connect(server.configuration)
            try connection.execute("CREATE TABLE t (n bigint)")
            try connection.beginCopyIn("BEGIN; COPY t FROM STDIN (FORMAT binary)")
            #expect(kill(connection.backendID, SIGKILL) == 0)
            let error = copyForever(connection)
            #expect(error?.kind == .connection)
            #expect(error?.retriability == .retriable)
            #expect(connection.isBroken)
            #expect(!connection.isCopyingIn)
            connection.rollBack()
            #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
        }
    }

    @Test func `an administrator's termination keeps its code, in a COPY too`() throws {
        try withServer { server in
            let administrator = try PostgresConnection.connect(server.configuration)
            for isCopying in [false, true] {
                let connection = try PostgresConnection.connect(server.configuration)
                try connection.execute("CREATE TABLE IF NOT EXISTS t (n bigint)")
                if isCopying { try connection.beginCopyIn("COPY t FROM STDIN (FORMAT binary)") }
                let terminated = try administrator.query(
                    "SELECT pg_terminate_backend($1, 10000)", [.integer(connection.backendID)])
                #expect(terminated.bool(0, 0) == true)
                let error =
                    isCopying
                    ? copyForever(connection)
                    : #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
                #expect(error?.sqlState == .adminShutdown)
                #expect(error?.kind == .connection)
                #expect(error?.retriability == .retriable)
                #expect(connection.isBroken)
            }
        }
    }

    @Test func `a restart breaks a session, and a new one works`() throws {
        try withServer { server in
            let connection = try PostgresConnection.connect(server.configuration)
            try connection.execute("CREATE TABLE t (n int)")
            try connection.execute("BEGIN; INSERT INTO t VALUES (1)")
            try server.restart()
            let error = #expect(throws: PostgresError.self) { try connection.execute("COMMIT") }
            #expect(error?.retriability == .retriable)
            #expect(connection.isBroken)
            let fresh = try PostgresConnection.connect(server.configuration)
            #expect(try fresh.query("SELECT count(*) FROM t").integer(0, 0) == 0)
        }
    }

    @Test func `a crash of the whole server breaks a session and keeps what was committed`() throws {
        try withServer { server in
            let connection = try PostgresConnection.connect(server.configuration)
            try connection.execute("CREATE TABLE t (n int); INSERT INTO t VALUES (1)")
            try server.kill()
            #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
            #expect(connection.isBroken)
            try server.start()
            let fresh = try PostgresConnection.connect(server.configuration)
            #expect(try fresh.query("SELECT count(*) FROM t").integer(0, 0) == 1)
        }
    }

    @Test func `a lock that is not to be had in time is retriable`() throws {
        try TestPostgres.withDatabase { database in
            let holder = try PostgresConnection.connect(database)
            let waiter = try PostgresConnection.connect(database)
            try holder.execute("CREATE TABLE t (n int)")
            try holder.execute("BEGIN; LOCK TABLE t")
            try waiter.execute("SET lock_timeout = '50ms'")
            let error = #expect(throws: PostgresError.self) { try waiter.query("SELECT * FROM t") }
            #expect(error?.sqlState == .lockNotAvailable)
            #expect(error?.retriability == .retriable)
            #expect(!waiter.isBroken)
        }
    }

    @Test func `a role without rights is told which`() throws {
        try TestPostgres.withDatabase { database in
            let owner = try PostgresConnection.connect(database)
            try owner.execute("CREATE TABLE t (n int); SET SESSION AUTHORIZATION pg_monitor")
            let error = #expect(throws: PostgresError.self) { try owner.query("SELECT * FROM t") }
            #expect(error?.sqlState == .insufficientPrivilege)
            #expect(error?.retriability == .permanent)
        }
    }

    @Test func `a statement is cancelled from another thread`() async throws {
        try await TestPostgres.withDatabase { database in
            let (cancellers, continuation) = AsyncStream.makeStream(of: PostgresCanceller.self)
            let thread = DedicatedThread(name: "sleeper")
            async let outcome = thread.run { () -> PostgresError? in
                do throws(PostgresError) {
                    let connection = try PostgresConnection.connect(database)
                    // The cancelling side sees the statement run before it asks.
                    try connection.execute("CREATE TABLE IF NOT EXISTS t (n int)")
                    continuation.yield(try connection.canceller())
                    try connection.execute("SELECT pg_sleep(600)")
                    return nil
                } catch {
                    return error
                }
            }
            let observer = try PostgresConnection.connect(database)
            for await canceller in cancellers {
                while try observer.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")
                    .rowCount == 0
                {
                    await Task.yield()
                }
                #expect(canceller.cancel())
                break
            }
            let error = await outcome
            #expect(error?.sqlState == .queryCanceled)
            #expect(error?.retriability == .retriable)
        }
    }
}
