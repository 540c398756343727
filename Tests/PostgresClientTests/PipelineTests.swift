import PostgresClient
import TestPostgres
import Testing

@Suite struct PipelineTests {
    @Test func `statements go out together, and each has its answer`() throws {
        try TestPostgres.withConnection { connection in
            let results = try connection.pipeline { pipeline in
                try pipeline.add("SELECT $1::int + 1", [41])
                try pipeline.add("CREATE TEMPORARY TABLE t (x int)")
                try pipeline.add("INSERT INTO t SELECT generate_series(1, 3)")
                try pipeline.add("SELECT count(*) FROM t")
            }
            #expect(results.count == 4)
            #expect(results[0].integer(0, 0) == 42)
            #expect(results[2].commandTag == "INSERT 0 3")
            #expect(results[3].integer(0, 0) == 3)
            #expect(try connection.query("SELECT 1").integer(0, 0) == 1)
        }
    }

    @Test func `after one that fails the rest is skipped, and the connection is free again`() throws {
        try TestPostgres.withConnection { connection in
            try connection.execute("CREATE TEMPORARY TABLE t (x int PRIMARY KEY)")
            let error = try #require(throws: PostgresError.self) {
                try connection.pipeline { pipeline in
                    try pipeline.add("INSERT INTO t VALUES (1)")
                    try pipeline.add("INSERT INTO t VALUES (1)")
                    try pipeline.add("INSERT INTO t VALUES (2)")
                }
            }
            #expect(error.sqlState == .uniqueViolation)
            #expect(error.statement == "INSERT INTO t VALUES (1)")
            #expect(try connection.query("SELECT count(*) FROM t").integer(0, 0) == 0)
        }
    }

    @Test func `a transaction ends with its pipeline, well or not at all`() throws {
        try TestPostgres.withConnection { connection in
            try connection.execute("CREATE TEMPORARY TABLE t (x int PRIMARY KEY)")
            try connection.execute("BEGIN")
            try connection.commit(after: { (pipeline: inout PostgresPipeline) in
                try pipeline.add("INSERT INTO t VALUES (1)")
            })
            #expect(!connection.isInTransaction)
            try connection.execute("BEGIN")
            #expect(throws: PostgresError.self) {
                try connection.commit(after: { (pipeline: inout PostgresPipeline) in
                    try pipeline.add("INSERT INTO t VALUES (1)")
                })
            }
            #expect(connection.isInTransaction)
            connection.rollBack()
            #expect(try connection.query("SELECT count(*) FROM t").integer(0, 0) == 1)
        }
    }

    @Test func `a statement that the server keeps is parsed once, also where the pipeline fails`() throws {
        try TestPostgres.withConnection { connection in
            func kept() throws -> Int64? {
                try connection.query("SELECT count(*) FROM pg_prepared_statements").integer(0, 0)
            }
            func double(_ value: PostgresParameter) throws -> [PostgresResult] {
                try connection.pipeline { pipeline in
                    try pipeline.add("SELECT 2 * $1::int", [value], isPrepared: true)
                    try pipeline.add("SELECT 2 * $1::int", [2], isPrepared: true)
                }
            }
            #expect(throws: PostgresError.self) { try double("no number") }
            for _ in 0..<3 { #expect(try double(4).map { $0.integer(0, 0) } == [8, 4]) }
            #expect(try kept() == 1)
            // One that the server never came to.
            #expect(throws: PostgresError.self) {
                try connection.pipeline { pipeline in
                    try pipeline.add("SELECT 1 / 0")
                    try pipeline.add("SELECT 3", isPrepared: true)
                }
            }
            #expect(try kept() == 1)
            let results = try connection.pipeline { try $0.add("SELECT 3", isPrepared: true) }
            #expect(results.map { $0.integer(0, 0) } == [3])
        }
    }

    @Test func `a server process that ends in the middle breaks the connection`() throws {
        try TestPostgres.withConnection { connection in
            let error = try #require(throws: PostgresError.self) {
                try connection.pipeline { pipeline in
                    try pipeline.add("SELECT 1")
                    try pipeline.add("SELECT pg_terminate_backend(pg_backend_pid())")
                    try pipeline.add("SELECT 2")
                }
            }
            #expect(error.endsConnection)
            #expect(connection.isBroken)
        }
    }

    @Test func `what the sender throws ends the session, and nothing of it is stored`() throws {
        struct Refusal: Error {}
        try TestPostgres.withConnection { connection in
            #expect(throws: Refusal.self) {
                try connection.pipeline { pipeline in
                    try pipeline.add("SELECT 1")
                    throw Refusal()
                }
            }
            #expect(connection.isBroken)
        }
    }
}

@Suite struct RowArrayTests {
    @Test(arguments: [0, 1, 5, 40_000])
    func `rows arrive as they were written`(rows: Int) throws {
        try TestPostgres.withConnection { connection in
            try connection.execute(
                """
                CREATE TYPE pg_temp.mixed AS (a int, b bigint, c text, d timestamptz, e uuid, f boolean, g smallint,
                    h date, i numeric, j jsonb, k text)
                """)
            let type = UInt32(try connection.query("SELECT 'pg_temp.mixed'::regtype::oid").integer(0, 0) ?? 0)
            var array = RowArrayBuffer(limit: 1024)
            array.begin(type: type)
            for row in 0..<rows {
                array.beginRow(columns: 11)
                array.int32(Int32(row))
                array.int64(Int64(row) << 33)
                array.text("ü\(row)")
                array.timestamptz(microseconds: Int64(row))
                array.uuid(high: 0x0123_4567_89ab_cdef, low: UInt64(row))
                array.bool(row.isMultiple(of: 2))
                array.int16(Int16(row % 100))
                array.date(daysSince1970: Int32(row))
                array.numeric(sumOfTenThousandths: Int128(row))
                var json = "{\"n\":\(row)}"
                json.withUTF8 { array.jsonb($0) }
                array.text(start: nil, count: 0)
            }
            #expect(array.rows == rows && array.isFull == (rows > 5))
            let results = try array.withBytes { bytes in
                try connection.pipeline { pipeline in
                    try pipeline.add(
                        prepared: """
                            SELECT count(*), count(*) FILTER (WHERE b = a::bigint << 33 AND c = 'ü' || a
                                AND d = 'epoch'::timestamptz + a * interval '1 microsecond'
                                AND e = ('01234567-89ab-cdef-' || regexp_replace(lpad(to_hex(a), 16, '0'),
                                    '^(.{4})', '\\1-'))::uuid
                                AND f = (a % 2 = 0) AND g = a % 100 AND h = date '1970-01-01' + a
                                AND i = a / 10000.0 AND j = jsonb_build_object('n', a) AND k IS NULL)
                            FROM unnest($1::pg_temp.mixed[]) AS r WHERE a >= $2::int
                            """, binary: bytes, [0])
                }
            }
            #expect(results[0].integer(0, 0) == Int64(rows))
            #expect(results[0].integer(0, 1) == Int64(rows))
        }
    }
}
