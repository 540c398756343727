import KafkaRecords
import Testing

@Suite struct RecordBatchIteratorTests {
    @Test func `batches that follow each other are found with their places`() throws {
        let bytes = GoldenBatch.plain + GoldenBatch.idempotent + GoldenBatch.plain
        try bytes.withUnsafeBytes { bytes in
            var iterator = RecordBatchIterator(bytes)
            var places: [Int] = []
            var producers: [Int64] = []
            while let batch = try iterator.next() {
                places.append(batch.position)
                producers.append(batch.header.producerID)
                #expect(batch.bytes.count == 130)
            }
            #expect(places == [0, 130, 260])
            #expect(producers == [-1, 4_000_000_000_001, -1])
        }
    }

    @Test func `what is left of a cut batch is an error, and the iterator stays before it`() throws {
        let bytes = GoldenBatch.plain + GoldenBatch.plain.dropLast()
        bytes.withUnsafeBytes { bytes in
            var iterator = RecordBatchIterator(bytes)
            #expect(throws: Never.self) { try iterator.next() }
            #expect(throws: RecordBatchError.truncated(needed: 130, available: 129)) { try iterator.next() }
            #expect(iterator.position == 130)
        }
    }

    @Test func `an empty buffer has no batches`() throws {
        var iterator = RecordBatchIterator(UnsafeRawBufferPointer(start: nil, count: 0))
        let next = try iterator.next()
        #expect(next == nil)
    }
}
