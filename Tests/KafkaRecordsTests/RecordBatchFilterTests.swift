import KafkaRecords
import Testing

@Suite struct RecordBatchFilterTests {
    private func batch() -> [UInt8] {
        var builder = RecordBatchBuilder(
            baseOffset: 40, attributes: 0x10, producerID: 7, producerEpoch: 2, baseSequence: 11)
        for number in 0..<4 {
            builder.append(
                timestamp: 1_000 + Int64(number), key: [UInt8(number)], value: number == 3 ? nil : [9],
                headers: [(name: "h", value: [1, 2])])
        }
        return builder.finish()
    }

    private func filter(
        _ bytes: [UInt8], horizon: Int64 = 5_000, _ judge: (RecordReader.Record) -> RecordBatchFilter.Verdict
    ) throws -> RecordBatchFilter.Outcome {
        try bytes.withUnsafeBytes { bytes in
            try RecordBatchFilter(RecordBatchHeader.validated(bytes), bytes).filter(horizon: horizon, judge)
        }
    }

    /// Offset and timestamp of each record, and the header.
    private func read(_ bytes: [UInt8]) throws -> (header: RecordBatchHeader, records: [[Int64]]) {
        try bytes.withUnsafeBytes { bytes in
            let header = try RecordBatchHeader.validated(bytes)
            var records: [[Int64]] = []
            var reader = try RecordReader(header: header, batch: bytes)
            while let record = try reader.next() {
                records.append([record.offset, record.timestamp, Int64(record.headerCount)])
            }
            return (header, records)
        }
    }

    @Test func `what stays keeps its offset, its time and its headers, and the batch its place`() throws {
        let outcome = try filter(batch()) { $0.offset == 41 ? .keep : .drop }
        guard case .changed(let bytes) = outcome else { return #expect(Bool(false)) }
        let (header, records) = try read(bytes)
        #expect(records == [[41, 1_001, 1]])
        #expect(header.baseOffset == 40 && header.lastOffset == 43 && header.recordCount == 1)
        #expect(header.producerID == 7 && header.baseSequence == 11 && header.lastSequence == 14)
        #expect(header.maxTimestamp == 1_001 && header.deleteHorizon == nil)
        // Once more, through the gaps.
        #expect(try filter(bytes) { _ in .keep } == .unchanged)
        #expect(try filter(bytes) { _ in .drop } == .nothing)
    }

    @Test func `a tombstone's batch says until when, once, and times stay as they were`() throws {
        func judge(_ record: RecordReader.Record) -> RecordBatchFilter.Verdict {
            record.value == nil ? .keepUntilHorizon : .keep
        }
        guard case .changed(let bytes) = try filter(batch(), judge) else { return #expect(Bool(false)) }
        let (header, records) = try read(bytes)
        #expect(header.deleteHorizon == 5_000 && header.maxTimestamp == 1_003)
        #expect(records == (0..<4).map { [40 + $0, 1_000 + $0, 1] })
        #expect(try filter(bytes, horizon: 9_000, judge) == .unchanged)
    }

    @Test func `an emptied batch holds the place and the sequence number`() throws {
        let bytes = try batch().withUnsafeBytes { bytes in
            try RecordBatchFilter(RecordBatchHeader.validated(bytes), bytes).emptied()
        }
        let (header, records) = try read(bytes)
        #expect(bytes.count == RecordBatchHeader.byteCount && records.isEmpty)
        #expect(header.baseOffset == 40 && header.lastOffset == 43 && header.lastSequence == 14)
        #expect(header.attributes.isTransactional && header.maxTimestamp == 1_003)
    }
}
