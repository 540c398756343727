import PostgresClient
import TestPostgres
import Testing

@Suite struct CopyBinaryBufferTests {
    private func bytes(_ body: (inout CopyBinaryBuffer) -> Void) -> [UInt8] {
        var buffer = CopyBinaryBuffer()
        body(&buffer)
        return Array(buffer.bytes)
    }

    @Test func `the header and the trailer are those of the manual`() {
        #expect(
            bytes { $0.writeHeader() } == [
                0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00, 0, 0, 0, 0, 0, 0, 0, 0,
            ])
        #expect(bytes { $0.writeTrailer() } == [0xff, 0xff])
    }

    @Test func `values are a length and big-endian bytes`() {
        #expect(bytes { $0.beginRow(columns: 34) } == [0, 34])
        #expect(bytes { $0.null() } == [255, 255, 255, 255])
        #expect(bytes { $0.bool(true) } == [0, 0, 0, 1, 1])
        #expect(bytes { $0.int16(-2) } == [0, 0, 0, 2, 255, 254])
        #expect(bytes { $0.int32(0x0102_0304) } == [0, 0, 0, 4, 1, 2, 3, 4])
        #expect(bytes { $0.text("é") } == [0, 0, 0, 2, 0xc3, 0xa9])
        #expect(bytes { $0.text(start: nil, count: 0) } == [255, 255, 255, 255])
        #expect(bytes { $0.text("") } == [0, 0, 0, 0])
        #expect(
            bytes { $0.uuid(high: 0x0001_0203_0405_0607, low: 0x0809_0a0b_0c0d_0e0f) }
                == [0, 0, 0, 16] + Array(0...15))
        #expect(
            bytes { $0.timestamptz(microseconds: 946_684_800_000_001) } == [
                0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1,
            ])
        let json = Array("{}".utf8)
        #expect(
            bytes { buffer in
                json.withUnsafeBufferPointer { json in
                    if let start = json.baseAddress { buffer.jsonb(start: start, count: json.count) }
                }
            } == [0, 0, 0, 3, 1, 0x7b, 0x7d])
    }

    @Test func `a price is digits of base ten thousand`() {
        // 1234567.89: the digits 123, 4567 and 8900, the first one of weight 1.
        #expect(
            bytes { $0.numeric(tenThousandths: 12_345_678_900) }
                == [0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 4, 0, 123, 0x11, 0xd7, 0x22, 0xc4])
        // -0.0001: the digit 1 alone, of weight -1.
        #expect(
            bytes { $0.numeric(tenThousandths: -1) } == [0, 0, 0, 10, 0, 1, 255, 255, 0x40, 0, 0, 4, 0, 1])
    }

    @Test func `it grows, tells when it is full, and gives back what an oversized row took`() {
        var buffer = CopyBinaryBuffer(limit: 100_000)
        let text = String(repeating: "x", count: 1_000)
        var rows = 0
        while !buffer.isFull {
            buffer.beginRow(columns: 1)
            buffer.text(text)
            rows += 1
        }
        #expect(rows == 100)
        #expect(buffer.rows == 100)
        #expect(buffer.count == 100 * 1_006)
        buffer.text(String(repeating: "y", count: 5_000_000))
        #expect(buffer.bytes.last == UInt8(ascii: "y"))
        #expect(buffer.bytes[6] == UInt8(ascii: "x"))
        buffer.removeAll()
        #expect(buffer.count == 0)
        #expect(buffer.rows == 0)
        buffer.text(text)
        #expect(buffer.count == 1_004)
    }

    @Test func `the last rows can be taken back`() {
        var buffer = CopyBinaryBuffer()
        buffer.beginRow(columns: 1)
        buffer.int16(1)
        let mark = (count: buffer.count, rows: buffer.rows)
        buffer.beginRow(columns: 1)
        buffer.int16(2)
        buffer.truncate(count: mark.count, rows: mark.rows)
        #expect(Array(buffer.bytes) == [0, 1, 0, 0, 0, 2, 0, 1])
        #expect(buffer.rows == 1)
    }

    @Test func `PostgreSQL reads back what was written, for random values`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let values = (0..<3_000).map { _ in RandomRow(using: &random) }
        var buffer = CopyBinaryBuffer()
        buffer.writeHeader()
        for value in values { value.append(to: &buffer) }
        buffer.writeTrailer()
        try TestPostgres.withConnection { connection in
            try connection.execute(
                "CREATE TABLE t (i int GENERATED ALWAYS AS IDENTITY, \(RandomRow.columns))")
            try connection.beginCopyIn("COPY t (\(RandomRow.names)) FROM STDIN (FORMAT binary)")
            try connection.putCopyData(buffer)
            #expect(try connection.endCopyIn() == values.count, "seed \(seed)")
            let result = try connection.query(RandomRow.query)
            try #require(result.rowCount == values.count)
            for (row, value) in values.enumerated() {
                let read = (0..<result.columnCount).map { result.string(row, $0) }
                #expect(read == value.expected, "seed \(seed), row \(row)")
            }
        }
    }

    @Test func `the bounds of each type go through`() throws {
        var buffer = CopyBinaryBuffer()
        let most: Int64 = 999_999_999_999_999_999
        let prices = [
            0, 1, -1, 9_999, 10_000, -10_001, 99_999_999, 100_000_000, 1_000_000_000_000, most, -most,
        ]
        buffer.writeHeader()
        for price in prices {
            buffer.beginRow(columns: 1)
            buffer.numeric(tenThousandths: price)
        }
        buffer.writeTrailer()
        try TestPostgres.withConnection { connection in
            try connection.execute(
                "CREATE TABLE t (i int GENERATED ALWAYS AS IDENTITY, price numeric(18, 4))")
            try connection.beginCopyIn("COPY t (price) FROM STDIN (FORMAT binary)")
            try connection.putCopyData(buffer)
            try connection.endCopyIn()
            let result = try connection.query("SELECT (price * 10000)::bigint, price::text FROM t ORDER BY i")
            #expect(result.rows.map { result.integer($0, 0) } == prices)
            #expect(result.string(0, 1) == "0.0000")
            #expect(result.string(10, 1) == "-99999999999999.9999")
        }
    }
}
