import PostgresClient
import TestPostgres
import Testing

@Suite struct PostgresConnectionTests {
    @Test func `rows come back as text, NULL as nil`() throws {
        try TestPostgres.withConnection { connection in
            let result = try connection.query(
                "SELECT 1 AS one, NULL::text, 'é', true, -9223372036854775808")
            #expect(result.rowCount == 1)
            #expect(result.columnName(0) == "one")
            #expect(result.integer(0, 0) == 1)
            #expect(result.isNull(0, 1))
            #expect(result.string(0, 1) == nil)
            #expect(result.string(0, 2) == "é")
            #expect(result.bool(0, 3) == true)
            #expect(result.integer(0, 4) == .min)
            #expect(result.string(1, 0) == nil)
            #expect(result.string(0, 9) == nil)
        }
    }

    @Test func `parameters arrive whatever they hold`() throws {
        let texts = ["", "it's", "a\\b\"c", "{,}", "é😀", "NULL", " "]
        try TestPostgres.withConnection { connection in
            let result = try connection.query(
                "SELECT $1::text, $2::bigint, $3::bytea, $4::text[], $5::boolean, $6::text",
                [.text("it's"), .integer(-5), .bytes([0, 255, 16]), .texts(texts), .bool(true), .null])
            #expect(result.string(0, 0) == "it's")
            #expect(result.integer(0, 1) == -5)
            #expect(result.string(0, 2) == "\\x00ff10")
            #expect(result.bool(0, 4) == true)
            #expect(result.isNull(0, 5))
            let elements = try connection.query("SELECT unnest($1::text[])", [.texts(texts)])
            #expect(elements.rows.map { elements.string($0, 0) } == texts)
            let numbers = try connection.query("SELECT sum(n) FROM unnest($1::int[]) n", [.integers([1, 2])])
            #expect(numbers.integer(0, 0) == 3)
        }
    }

    @Test func `a NUL in a text is refused before it is sent`() throws {
        try TestPostgres.withConnection { connection in
            let error = #expect(throws: PostgresError.self) {
                try connection.query("SELECT $1::text", [.text("a\0b")])
            }
            #expect(error?.kind == .client)
            #expect(error?.sqlState == .characterNotInRepertoire)
            #expect(error?.retriability == .permanent)
            let one = try connection.query("SELECT 1")
            #expect(one.integer(0, 0) == 1)
        }
    }

    @Test func `several statements give the last result`() throws {
        try TestPostgres.withConnection { connection in
            let result = try connection.execute("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2)")
            #expect(result.commandTag == "INSERT 0 2")
            #expect(result.affectedRows == 2)
        }
    }

    @Test func `an error names its code and leaves the connection usable`() throws {
        try TestPostgres.withConnection { connection in
            try connection.execute("CREATE TABLE t (n int CONSTRAINT small CHECK (n < 10))")
            let error = #expect(throws: PostgresError.self) {
                try connection.query("INSERT INTO t   VALUES ($1)", [.integer(11)])
            }
            #expect(error?.kind == .server)
            #expect(error?.sqlState == .checkViolation)
            #expect(error?.constraint == "small")
            #expect(error?.table == "t")
            #expect(error?.severity == "ERROR")
            #expect(error?.statement == "INSERT INTO t VALUES ($1)")
            #expect(error?.retriability == .permanent)
            #expect(!connection.isBroken)
            let count = try connection.query("SELECT count(*) FROM t")
            #expect(count.integer(0, 0) == 0)
        }
    }

    @Test func `a prepared statement runs many times`() throws {
        try TestPostgres.withConnection { connection in
            try connection.prepare("double", "SELECT 2 * $1::bigint")
            for number in [1, 2, 40] {
                let result = try connection.executePrepared("double", [.integer(number)])
                #expect(result.integer(0, 0) == Int64(2 * number))
            }
        }
    }

    @Test func `notices go to the handler`() throws {
        try TestPostgres.withConnection { connection in
            var notices: [PostgresNotice] = []
            connection.noticeHandler = { notices.append($0) }
            try connection.execute("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$")
            #expect(notices.map(\.message) == ["mind the gap"])
            #expect(notices.map(\.severity) == ["WARNING"])
        }
    }

    @Test func `literals and identifiers are quoted`() throws {
        try TestPostgres.withConnection { connection in
            let text = "it's \\ \"so\"; DROP TABLE"
            let result = try connection.execute(
                "SELECT \(connection.literal(text)) AS \(connection.identifier("a \"b\""))")
            #expect(result.string(0, 0) == text)
            #expect(result.columnName(0) == "a \"b\"")
            #expect(throws: PostgresError.self) { try connection.literal("a\0") }
        }
    }

    @Test func `settings and the session's identity are known`() throws {
        try TestPostgres.withConnection { connection in
            #expect(connection.serverVersion >= 130_000)
            #expect(connection.parameterStatus("client_encoding") == "UTF8")
            let result = try connection.query(
                "SELECT pg_backend_pid(), current_setting('application_name')")
            #expect(result.integer(0, 0) == Int64(connection.backendID))
            #expect(result.string(0, 1) == "clickstream")
        }
    }

    @Test func `a closed connection says so`() throws {
        try TestPostgres.withConnection { connection in
            connection.close()
            connection.close()
            #expect(connection.isBroken)
            let error = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
            #expect(error?.kind == .connection)
            #expect(throws: PostgresError.self) { try connection.canceller() }
        }
    }
}
