import PostgresClient
import TestPostgres
import Testing

@Suite struct PostgresSessionTests {
    private struct Refusal: Error {}

    @Test func `callers share one connection, in turn`() async throws {
        try await TestPostgres.withDatabase { database in
            let session = PostgresSession(ExternalPostgres(database))
            let backends = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await session.withConnection { connection in
                            try connection.query("SELECT 1")
                            return connection.backendID
                        }
                    }
                }
                return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
            }
            #expect(backends.count == 1)
            await session.close()
        }
    }

    @Test func `a broken connection is replaced, and an open transaction rolled back`() async throws {
        try await TestPostgres.withDatabase { database in
            let session = PostgresSession(ExternalPostgres(database))
            let first = try await session.withConnection { $0.backendID }
            await #expect(throws: PostgresError.self) {
                try await session.withConnection { connection in
                    try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            let second = try await session.withConnection { connection in
                try connection.execute("CREATE TABLE t (n int)")
                try connection.execute("BEGIN; INSERT INTO t VALUES (1)")
                return connection.backendID
            }
            #expect(first != second)
            await #expect(throws: Refusal.self) {
                try await session.withConnection { connection in
                    #expect(!connection.isInTransaction)
                    try connection.beginCopyIn("COPY t FROM STDIN")
                    throw Refusal()
                }
            }
            let rows = try await session.withConnection { try $0.query("SELECT * FROM t").rowCount }
            #expect(rows == 0)
        }
    }
}
