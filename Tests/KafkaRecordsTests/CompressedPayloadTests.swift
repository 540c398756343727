import KafkaRecords
import Testing

@Suite struct CompressedPayloadTests {
    private static let compressed = CompressionCodec.allCases.filter { $0 != .none }

    @Test(arguments: compressed)
    func `what a client compressed is taken`(_ codec: CompressionCodec) throws {
        let bytes = try #require(CompressedBatch.all[codec])
        let header = try bytes.validatedFromProducer()
        #expect(header.attributes.compression == codec)
        #expect(header.recordCount == 3)
    }

    @Test func `snappy is taken with blocks and without`() throws {
        #expect(try CompressedBatch.plainSnappy.validatedFromProducer().attributes.compression == .snappy)
    }

    @Test(arguments: compressed)
    func `records that are no such stream are refused`(_ codec: CompressionCodec) throws {
        let plain = GoldenBatch.plain.changed { $0[22] = codec.rawValue }
        #expect(throws: RecordBatchError.notCompressed(codec)) { try plain.validatedFromProducer() }
        for (other, bytes) in CompressedBatch.all where other != codec {
            let relabelled = bytes.changed { $0[22] = codec.rawValue }
            #expect(throws: RecordBatchError.notCompressed(codec), "\(other)") {
                try relabelled.validatedFromProducer()
            }
        }
    }

    @Test(arguments: compressed)
    func `a stream that breaks off at its beginning is refused`(_ codec: CompressionCodec) throws {
        let whole = try #require(CompressedBatch.all[codec])
        for count in 0..<9 {
            var cut = Array(whole[..<(61 + count)])
            cut[11] = UInt8(cut.count - 12)
            let bytes = cut.changed { _ in }
            #expect(throws: RecordBatchError.self) { try bytes.validatedFromProducer() }
        }
    }

    /// Such a batch would use up all the offsets that it claims.
    @Test(arguments: compressed)
    func `more records than the bytes can hold are refused`(_ codec: CompressionCodec) throws {
        let whole = try #require(CompressedBatch.all[codec])
        let many = whole.changed { bytes in
            bytes.withUnsafeMutableBytes {
                $0.store(int32: 0x7FFF_FFFE, at: 23)
                $0.store(int32: 0x7FFF_FFFF, at: 57)
            }
        }
        let error = RecordBatchError.tooManyRecords(.max, compressedBytes: whole.count - 61)
        #expect(throws: error) { try many.validatedFromProducer() }
    }

    @Test func `snappy says how much it holds, and is not believed beyond what it can`() throws {
        // 120 bytes are 17 records at most.
        for (count, isTaken) in [(17, true), (18, false)] as [(Int32, Bool)] {
            let bytes = CompressedBatch.plainSnappy.changed { bytes in
                bytes.withUnsafeMutableBytes {
                    $0.store(int32: count - 1, at: 23)
                    $0.store(int32: count, at: 57)
                }
            }
            if isTaken {
                #expect(try bytes.validatedFromProducer().recordCount == count)
            } else {
                #expect(throws: RecordBatchError.self) { try bytes.validatedFromProducer() }
            }
        }
        let cut = Array(CompressedBatch.plainSnappy.dropLast(3)).changed { $0[11] -= 3 }
        #expect(throws: RecordBatchError.notCompressed(.snappy)) { try cut.validatedFromProducer() }
        let boasting = CompressedBatch.plainSnappy.changed {
            $0.replaceSubrange(61..<66, with: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
        }
        #expect(throws: RecordBatchError.notCompressed(.snappy)) { try boasting.validatedFromProducer() }
    }
}
