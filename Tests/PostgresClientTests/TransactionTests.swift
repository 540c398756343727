import PostgresClient
import TestPostgres
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error {}

    private func withTable(_ body: (PostgresConnection) throws -> Void) throws {
        try TestPostgres.withConnection { connection in
            try connection.execute("CREATE TABLE t (n int PRIMARY KEY)")
            try body(connection)
        }
    }

    private func count(_ connection: PostgresConnection) throws -> Int64? {
        try connection.query("SELECT count(*) FROM t").integer(0, 0)
    }

    @Test func `a transaction commits when its body returns`() throws {
        try withTable { connection in
            let result = try connection.transaction {
                #expect(connection.isInTransaction)
                try connection.execute("INSERT INTO t VALUES (1)")
                return "done"
            }
            #expect(result == "done")
            #expect(!connection.isInTransaction)
            #expect(try count(connection) == 1)
        }
    }

    @Test func `a transaction rolls back when its body throws`() throws {
        try withTable { connection in
            #expect(throws: Refusal.self) {
                try connection.transaction {
                    try connection.execute("INSERT INTO t VALUES (1)")
                    throw Refusal()
                }
            }
            #expect(!connection.isInTransaction)
            let rows = try count(connection)
            #expect(rows == 0)
        }
    }

    @Test func `a transaction in which a statement failed does not pass for committed`() throws {
        try withTable { connection in
            let error = #expect(throws: PostgresError.self) {
                try connection.transaction {
                    try connection.execute("INSERT INTO t VALUES (1)")
                    _ = try? connection.execute("INSERT INTO t VALUES (1)")
                }
            }
            #expect(error?.statement == "COMMIT")
            let rows = try count(connection)
            #expect(rows == 0)
        }
    }

    @Test func `rolling back leaves a COPY and its transaction`() throws {
        try withTable { connection in
            try connection.beginCopyIn("BEGIN; COPY t FROM STDIN")
            #expect(connection.isCopyingIn)
            connection.rollBack()
            #expect(!connection.isCopyingIn)
            #expect(!connection.isInTransaction)
            #expect(!connection.isBroken)
            connection.rollBack()
            let rows = try count(connection)
            #expect(rows == 0)
        }
    }
}
