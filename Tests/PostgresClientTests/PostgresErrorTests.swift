import PostgresClient
import Testing

@Suite struct PostgresErrorTests {
    @Test(arguments: [
        ("08006", PostgresError.Retriability.retriable), ("08P01", .permanent), ("40001", .retriable),
        ("40P01", .retriable), ("53100", .retriable), ("53300", .retriable), ("55P03", .retriable),
        ("57014", .retriable), ("57P01", .retriable), ("57P03", .retriable), ("57P04", .permanent),
        ("25006", .retriable), ("28P01", .permanent), ("28000", .permanent), ("3D000", .permanent),
        ("42501", .permanent), ("42P01", .permanent), ("23505", .permanent), ("22P02", .permanent),
        ("XX000", .unknown), ("25P02", .unknown), ("P0001", .unknown),
    ])
    func `each code has its retriability`(code: String, expected: PostgresError.Retriability) throws {
        #expect(try #require(SQLState(code)).retriability == expected)
    }

    @Test func `a code is five capital letters or digits`() {
        #expect(SQLState("23505")?.code == "23505")
        for wrong in ["", "2350", "235055", "2350a", "23 05", "é3505"] { #expect(SQLState(wrong) == nil) }
    }

    @Test func `the sentence says what, where, and what to do`() {
        let refused = PostgresError(
            .server, "permission denied for table t", sqlState: .insufficientPrivilege,
            statement: "SELECT *\n   FROM t")
        #expect(
            refused.description == """
                PostgreSQL refused "SELECT * FROM t": permission denied for table t (SQLSTATE 42501); grant \
                the role that right, or connect as a role that has it.
                """)
        let unreachable = PostgresError(.connection, "Connection refused", server: "database \"x\" at y:1")
        #expect(
            unreachable.description == "Could not connect to database \"x\" at y:1: Connection refused.")
        #expect(unreachable.retriability == .retriable)
    }

    @Test func `a long statement is cut`() throws {
        let error = PostgresError(.server, "no", statement: String(repeating: "word ", count: 1_000))
        #expect(try #require(error.statement).count == 161)
    }

    @Test func `a refused connection's code is found in any language`() {
        let english = ConnectFailure(
            libpqMessage: """
                connection to server at "127.0.0.1", port 5 failed: FATAL:  28P01: password authentication \
                failed for user "u"
                LOCATION:  auth_failed, auth.c:326

                """, asksForPassword: false)
        #expect(english.sqlState == .invalidPassword)
        #expect(
            english.message == """
                connection to server at "127.0.0.1", port 5 failed: FATAL:  password authentication failed \
                for user "u"
                """)
        let french = ConnectFailure(
            libpqMessage: "FATAL:  57P03: le système de bases de données se lance", asksForPassword: false)
        #expect(french.sqlState == .cannotConnectNow)
        #expect(french.retriability == .retriable)
    }

    @Test func `libpq's own failures are told apart`() {
        func retriability(_ message: String) -> PostgresError.Retriability {
            ConnectFailure(libpqMessage: message, asksForPassword: false).retriability
        }
        #expect(
            retriability("connection to server on socket \"/x\" failed: No such file or directory")
                == .retriable)
        #expect(
            retriability("could not translate host name \"db\": Temporary failure in name resolution")
                == .retriable)
        #expect(retriability("could not translate host name \"db\": Name or service not known") == .unknown)
        #expect(retriability("server does not support SSL, but SSL was required") == .permanent)
        let asked = ConnectFailure(libpqMessage: "fe_sendauth: no password supplied", asksForPassword: true)
        #expect(asked.retriability == .permanent)
        #expect(asked.sqlState == .invalidPassword)
    }
}
