import KafkaRecords
import Testing

@Suite struct RecordReaderTests {
    private struct Plain: Equatable {
        var offset: Int64
        var timestamp: Int64
        var key: [UInt8]?
        var value: [UInt8]?
        var headers: [Header] = []
    }

    private struct Header: Equatable {
        var name: String
        var value: [UInt8]?
    }

    private func read(_ batch: [UInt8]) throws -> [Plain] {
        try batch.withUnsafeBytes { bytes in
            let header = try RecordBatchHeader.validated(bytes)
            var reader = try RecordReader(header: header, batch: bytes)
            var records: [Plain] = []
            while let record = try reader.next() {
                var plain = Plain(
                    offset: record.offset, timestamp: record.timestamp, key: record.key.map(Array.init),
                    value: record.value.map(Array.init))
                record.forEachHeader { name, value in
                    plain.headers.append(
                        Header(name: String(decoding: name, as: UTF8.self), value: value.map(Array.init)))
                }
                records.append(plain)
            }
            return records
        }
    }

    @Test func `a foreign client's records are read`() throws {
        let records = try read(GoldenBatch.plain)
        #expect(
            records == [
                Plain(
                    offset: 0, timestamp: 1_700_000_000_123, key: Array("user-1".utf8),
                    value: Array(#"{"event_type":"page_view"}"#.utf8),
                    headers: [Header(name: "trace", value: [1, 2]), Header(name: "none", value: nil)]),
                Plain(offset: 1, timestamp: 1_700_000_000_100, key: nil, value: []),
                Plain(offset: 2, timestamp: 1_700_000_001_123, key: [], value: nil),
            ])
    }

    @Test func `the builder writes the bytes that a foreign client writes`() {
        var builder = GoldenBatch.builder()
        #expect(builder.byteCount == GoldenBatch.plain.count)
        #expect(builder.finish() == GoldenBatch.plain)
        builder.producerID = 4_000_000_000_001
        builder.producerEpoch = 7
        builder.baseSequence = 2_147_483_646
        #expect(builder.finish() == GoldenBatch.idempotent)
    }

    @Test func `what is built is read again`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var builder = RecordBatchBuilder(baseOffset: Int64.random(in: 0...1 << 40, using: &generator))
            var expected: [Plain] = []
            for index in 0..<Int64.random(in: 1...20, using: &generator) {
                var record = Plain(
                    offset: builder.baseOffset + index,
                    timestamp: Int64.random(in: -1...1 << 45, using: &generator))
                if Bool.random(using: &generator) {
                    record.key = generator.bytes(.random(in: 0...80, using: &generator))
                }
                if Bool.random(using: &generator) {
                    record.value = generator.bytes(.random(in: 0...500, using: &generator))
                }
                for number in 0..<Int.random(in: 0...2, using: &generator) {
                    record.headers.append(
                        Header(
                            name: "h\(number)",
                            value: Bool.random(using: &generator) ? nil : generator.bytes(9)))
                }
                builder.append(
                    timestamp: record.timestamp, key: record.key, value: record.value,
                    headers: record.headers.map { ($0.name, $0.value) })
                expected.append(record)
            }
            #expect(try read(builder.finish()) == expected)
        }
    }

    @Test func `whatever stands where records should be, it is refused or read, within bounds`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<20_000 {
            let bytes = GoldenBatch.plain.changed { bytes in
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: 61..<bytes.count, using: &generator)] = .random(
                        in: 0...255, using: &generator)
                }
            }
            do {
                _ = try bytes.validatedFromProducer()
            } catch .invalidRecord {
                refused += 1
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(refused > 5_000)
    }

    @Test(
        arguments: [
            // The first record's length, then what else is wrong with it.
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x1F], .varintTooLong),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], .varintTooLong),
            ([0x01], .negativeLength), ([0x00], .endsEarly), ([0x02, 0x00], .endsEarly), ([0x80], .endsEarly),
            // attributes, timestamp delta, offset delta 0, key length -2
            ([0x0C, 0, 0, 0, 3, 0, 0], .negativeLength), ([0x0C, 0, 0, 0, 0x7E, 0, 0], .endsEarly),
            ([0x0C, 0, 0, 0x7E, 1, 1, 0], .offsetDeltaOutOfOrder),
            ([0x0C, 0, 0, 1, 1, 1, 0], .offsetDeltaOutOfOrder),
            // a count of headers that is negative, or more than there are; a byte too many
            ([0x0C, 0, 0, 0, 1, 1, 1], .negativeLength), ([0x0C, 0, 0, 0, 1, 1, 0x7E], .endsEarly),
            ([0x0E, 0, 0, 0, 1, 1, 0, 0], .lengthMismatch), ([0x0C, 0, 0, 0, 1, 1, 0, 9], .bytesLeftOver),
            ([0x0C, 0, 0x80, 0x80, 0x80, 0x80, 0x80], .endsEarly),
            ([0x1A, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0, 0], .varintTooLong),
        ] as [([UInt8], RecordReader.Malformed)])
    func `malformed records are named`(records: [UInt8], reason: RecordReader.Malformed) {
        let batch = (GoldenBatch.plain[..<61] + records).changed { bytes in
            bytes.withUnsafeMutableBytes {
                $0.store(int32: Int32(49 + records.count), at: 8)
                $0.store(int32: 0, at: 23)
                $0.store(int32: 1, at: 57)
            }
        }
        let error = #expect(throws: RecordBatchError.self) { try batch.validatedFromProducer() }
        guard case .invalidRecord(_, let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found == reason)
    }

    @Test func `a compressed batch's records are not read`() throws {
        let bytes = GoldenBatch.plain.changed { $0[22] = 1 }
        let header = try bytes.validated()
        #expect(throws: RecordBatchError.invalidRecord(index: 0, reason: .compressed)) {
            try bytes.withUnsafeBytes { _ = try RecordReader(header: header, batch: $0) }
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] { Array(self).changed(change) }
}
