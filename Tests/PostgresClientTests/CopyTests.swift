import PostgresClient
import TestPostgres
import Testing

@Suite struct CopyTests {
    private struct Enough: Error {}

    private func withTable(_ body: (PostgresConnection) throws -> Void) throws {
        try TestPostgres.withConnection { connection in
            try connection.execute("CREATE TABLE t (n bigint PRIMARY KEY, word text)")
            try body(connection)
        }
    }

    private func rows(_ numbers: some Sequence<Int64>) -> CopyBinaryBuffer {
        var buffer = CopyBinaryBuffer()
        buffer.writeHeader()
        for number in numbers {
            buffer.beginRow(columns: 2)
            buffer.int64(number)
            buffer.text("word \(number)")
        }
        buffer.writeTrailer()
        return buffer
    }

    private func copy(_ buffer: borrowing CopyBinaryBuffer, _ connection: PostgresConnection) throws -> Int {
        try connection.beginCopyIn("COPY t FROM STDIN (FORMAT binary)")
        try connection.putCopyData(buffer)
        return try connection.endCopyIn()
    }

    @Test func `rows go in, in one piece or in many`() throws {
        try withTable { connection in
            #expect(try copy(rows(0..<50_000), connection) == 50_000)
            try connection.beginCopyIn("COPY t FROM STDIN (FORMAT binary)")
            let buffer = rows(50_000..<50_010)
            for byte in buffer.bytes {
                try withUnsafeBytes(of: byte) { try connection.putCopyData($0) }
            }
            #expect(try connection.endCopyIn() == 10)
            let result = try connection.query("SELECT count(*), sum(n), max(word) FROM t")
            #expect(result.integer(0, 0) == 50_010)
            #expect(result.integer(0, 1) == 1_250_475_045)
            #expect(result.string(0, 2) == "word 9999")
        }
    }

    @Test func `a duplicate fails the whole COPY at its end, and the next one works`() throws {
        try withTable { connection in
            #expect(try copy(rows(7...7), connection) == 1)
            try connection.beginCopyIn("COPY t FROM STDIN (FORMAT binary)")
            try connection.putCopyData(rows(0..<20_000))
            let error = #expect(throws: PostgresError.self) { try connection.endCopyIn() }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(error?.constraint == "t_pkey")
            #expect(error?.kind == .server)
            #expect(!connection.isBroken)
            #expect(try copy(rows(8..<20), connection) == 12)
            #expect(try connection.query("SELECT count(*) FROM t").integer(0, 0) == 13)
        }
    }

    @Test func `an aborted COPY leaves nothing`() throws {
        try withTable { connection in
            try connection.beginCopyIn("COPY t FROM STDIN (FORMAT binary)")
            try connection.putCopyData(rows(0..<1_000))
            connection.abortCopyIn("changed our mind")
            #expect(!connection.isBroken)
            let count = try connection.query("SELECT count(*) FROM t")
            #expect(count.integer(0, 0) == 0)
        }
    }

    @Test func `statements around a COPY share its round trips`() throws {
        try withTable { connection in
            let before = try connection.beginCopyIn(
                "BEGIN; SELECT 41 + 1; COPY t FROM STDIN (FORMAT binary); DELETE FROM t WHERE n = 3; COMMIT")
            #expect(before.map(\.commandTag) == ["BEGIN", "SELECT 1"])
            #expect(before.last?.integer(0, 0) == 42)
            try connection.putCopyData(rows(0..<10))
            #expect(try connection.endCopyIn() == 10)
            #expect(!connection.isInTransaction)
            #expect(try connection.query("SELECT count(*) FROM t").integer(0, 0) == 9)
        }
    }

    @Test func `a failure before the COPY is thrown when it begins, and one after it when it ends`() throws {
        try withTable { connection in
            let early = #expect(throws: PostgresError.self) {
                try connection.beginCopyIn("BEGIN; SELECT 1 / 0; COPY t FROM STDIN (FORMAT binary)")
            }
            #expect(early?.sqlState == .divisionByZero)
            #expect(!connection.isCopyingIn)
            connection.rollBack()
            try connection.beginCopyIn("COPY t FROM STDIN (FORMAT binary); SELECT 1 / 0")
            try connection.putCopyData(rows(0..<10))
            let late = #expect(throws: PostgresError.self) { try connection.endCopyIn() }
            #expect(late?.sqlState == .divisionByZero)
            let count = try connection.query("SELECT count(*) FROM t")
            #expect(count.integer(0, 0) == 0)
        }
    }

    @Test func `a COPY out gives every row`() throws {
        try withTable { connection in
            _ = try copy(rows(0..<1_000), connection)
            var numbers: [Int64] = []
            try connection.copyOut("COPY (SELECT n, word FROM t ORDER BY n) TO STDOUT (FORMAT binary)") {
                var reader = CopyBinaryReader($0)
                guard reader.isRow else { return }
                #expect(reader.columnCount == 2)
                if let number = reader.int64() { numbers.append(number) }
                #expect(reader.next()?.first == UInt8(ascii: "w"))
                #expect(reader.next() == nil)
            }
            #expect(numbers == Array(0..<1_000))
            var calls = 0
            try connection.copyOut("COPY (SELECT 1 WHERE false) TO STDOUT (FORMAT binary)") {
                calls += 1
                #expect(!CopyBinaryReader($0).isRow)
            }
            #expect(calls >= 1)
            var lines: [String] = []
            try connection.copyOut("COPY (SELECT n FROM t WHERE n < 2 ORDER BY n) TO STDOUT") {
                lines.append(String(decoding: $0, as: UTF8.self))
            }
            #expect(lines == ["0\n", "1\n"])
        }
    }

    @Test func `a COPY out can be left in the middle`() throws {
        try TestPostgres.withConnection { connection in
            var seen = 0
            #expect(throws: Enough.self) {
                try connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in
                    seen += 1
                    if seen == 10 { throw Enough() }
                }
            }
            #expect(seen == 10)
            #expect(!connection.isBroken)
            let one = try connection.query("SELECT 1")
            #expect(one.integer(0, 0) == 1)
        }
    }

    @Test func `a COPY in the wrong place is refused without harm`() throws {
        try withTable { connection in
            #expect(throws: PostgresError.self) { try connection.endCopyIn() }
            let bytes = rows(0..<1)
            #expect(throws: PostgresError.self) { try connection.putCopyData(bytes) }
            connection.abortCopyIn("none is open")

            try connection.beginCopyIn("COPY t FROM STDIN")
            #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
            connection.abortCopyIn("enough")

            let noCopy = #expect(throws: PostgresError.self) { try connection.beginCopyIn("SELECT 1") }
            #expect(noCopy?.kind == .protocol)
            let notExpected = #expect(throws: PostgresError.self) {
                try connection.execute("COPY t FROM STDIN")
            }
            #expect(notExpected?.kind == .protocol)
            #expect(throws: PostgresError.self) { try connection.copyOut("SELECT 1") { _ in } }
            let count = try connection.query("SELECT count(*) FROM t")
            #expect(count.integer(0, 0) == 0)
        }
    }
}
