import KafkaRecords
import Testing

@Suite struct RecordBatchHeaderTests {
    @Test func `a foreign client's batch has the fields that it was given`() throws {
        let header = try GoldenBatch.idempotent.validatedFromProducer()
        #expect(header.totalBytes == 130)
        #expect(header.baseOffset == 0)
        #expect(header.lastOffset == 2)
        #expect(header.nextOffset == 3)
        #expect(header.recordCount == 3)
        #expect(header.baseTimestamp == 1_700_000_000_123)
        #expect(header.maxTimestamp == 1_700_000_001_123)
        #expect(header.producerID == 4_000_000_000_001)
        #expect(header.producerEpoch == 7)
        #expect(header.baseSequence == 2_147_483_646)
        #expect(header.lastSequence == 0)
        #expect(header.isIdempotent)
        #expect(header.attributes.compression == CompressionCodec.none)
        #expect(header.attributes.timestampType == .createTime)
        #expect(try !GoldenBatch.plain.validatedFromProducer().isIdempotent)
    }

    @Test func `offset and epoch are assigned without a new checksum, the log append time with one`() throws {
        var bytes = GoldenBatch.plain
        bytes.withUnsafeMutableBytes {
            RecordBatchHeader.assign(baseOffset: 0x0102_0304_0506, partitionLeaderEpoch: 9, in: $0)
        }
        let assigned = try bytes.validated()
        #expect(assigned.baseOffset == 0x0102_0304_0506)
        #expect(assigned.partitionLeaderEpoch == 9)
        #expect(assigned.checksum == 0xD22D_7C2E)

        bytes.withUnsafeMutableBytes { RecordBatchHeader.assign(logAppendTime: 1_800_000_000_000, in: $0) }
        let stamped = try bytes.validated()
        #expect(stamped.maxTimestamp == 1_800_000_000_000)
        #expect(stamped.attributes.timestampType == .logAppendTime)
        #expect(stamped.baseOffset == 0x0102_0304_0506)
        let times = try bytes.withUnsafeBytes { bytes in
            var reader = try RecordReader(header: stamped, batch: bytes)
            var times: [Int64] = []
            while let record = try reader.next() { times.append(record.timestamp) }
            return times
        }
        #expect(times == [1_800_000_000_000, 1_800_000_000_000, 1_800_000_000_000])
    }

    @Test func `a batch cut at any byte is truncated, never read beyond its end`() {
        for count in 0..<GoldenBatch.plain.count {
            let cut = Array(GoldenBatch.plain[..<count])
            let error = #expect(throws: RecordBatchError.self) { try cut.validated() }
            guard case .truncated(_, let available) = error else {
                Issue.record("\(count) bytes: \(String(describing: error))")
                continue
            }
            #expect(available == count)
        }
    }

    @Test func `any change of one byte that the checksum covers is found`() {
        for position in 17..<GoldenBatch.plain.count {
            var bytes = GoldenBatch.plain
            bytes[position] ^= 0x40
            #expect(throws: RecordBatchError.self, "byte \(position)") { try bytes.validated() }
        }
    }

    @Test func `old and unknown message formats are named`() {
        for magic: UInt8 in [0, 1, 3, 0xFF] {
            var bytes = GoldenBatch.plain
            bytes[16] = magic
            #expect(throws: RecordBatchError.unsupportedMagic(Int8(bitPattern: magic))) {
                try bytes.validated()
            }
        }
    }

    @Test(arguments: [Int32.min, -1, 0, 48, Int32.max])
    func `an impossible length is refused`(length: Int32) {
        var bytes = GoldenBatch.plain
        bytes.withUnsafeMutableBytes { $0.store(int32: length, at: 8) }
        #expect(throws: RecordBatchError.invalidLength(length)) { try bytes.validated() }
    }

    @Test func `a length beyond the bytes is a truncation`() {
        var bytes = GoldenBatch.plain
        bytes.withUnsafeMutableBytes { $0.store(int32: 119, at: 8) }
        #expect(throws: RecordBatchError.truncated(needed: 131, available: 130)) { try bytes.validated() }
    }

    @Test(arguments: [5, 6, 7] as [UInt8]) func `an unknown codec is refused`(codec: UInt8) {
        let bytes = GoldenBatch.plain.changed { $0[22] = codec }
        #expect(throws: RecordBatchError.unknownCompression(codec)) { try bytes.validated() }
    }

    @Test(arguments: [(-1, 2), (4, 2), (1, -1), (Int32.max, 0)] as [(Int32, Int32)])
    func `counts that no batch can have are refused`(count: Int32, delta: Int32) {
        let bytes = GoldenBatch.plain.changed { bytes in
            bytes.withUnsafeMutableBytes {
                $0.store(int32: count, at: 57)
                $0.store(int32: delta, at: 23)
            }
        }
        #expect(throws: RecordBatchError.invalidRecordCount(count: count, lastOffsetDelta: delta)) {
            try bytes.validated()
        }
    }

    @Test func `a compacted batch has fewer records than offsets, a producer's has not`() throws {
        let bytes = GoldenBatch.plain.changed { bytes in
            bytes.withUnsafeMutableBytes { $0.store(int32: 9, at: 23) }
        }
        #expect(try bytes.validated().nextOffset == 10)
        #expect(throws: RecordBatchError.invalidRecordCount(count: 3, lastOffsetDelta: 9)) {
            try bytes.validatedFromProducer()
        }
    }

    @Test func `a producer can write neither control batches nor the broker's time`() {
        let control = GoldenBatch.plain.changed { $0[22] = 0x20 }
        #expect(throws: RecordBatchError.controlBatchFromProducer) { try control.validatedFromProducer() }
        let stamped = GoldenBatch.plain.changed { $0[22] = 0x08 }
        #expect(throws: RecordBatchError.logAppendTimeFromProducer) { try stamped.validatedFromProducer() }
    }

    @Test func `producer fields that contradict each other are refused`() {
        for (id, epoch, sequence) in [(1, -1, 0), (1, 0, -1), (-2, 0, 0)] as [(Int64, Int16, Int32)] {
            let bytes = GoldenBatch.plain.changed { bytes in
                bytes.withUnsafeMutableBytes {
                    $0.store(int64: id, at: 43)
                    $0.store(int16: epoch, at: 51)
                    $0.store(int32: sequence, at: 53)
                }
            }
            #expect(
                throws: RecordBatchError.invalidProducerFields(
                    producerID: id, epoch: epoch, sequence: sequence)
            ) { try bytes.validatedFromProducer() }
        }
        let transactional = GoldenBatch.plain.changed { $0[22] = 0x10 }
        #expect(throws: RecordBatchError.self) { try transactional.validatedFromProducer() }
    }
}
