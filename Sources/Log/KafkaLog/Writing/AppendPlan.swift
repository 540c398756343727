internal import KafkaRecords

/// What an append will do, decided before a byte is written: all of its batches are taken, or none.
struct AppendPlan {
    /// The batches' headers, with the offsets that they get.
    private(set) var headers: [RecordBatchHeader] = []
    /// How transactions end, by the offset of the batch that says so.
    private(set) var markers: [Int64: TransactionMarker] = [:]
    /// Where the first time put them, when all the batches are in the log already.
    private(set) var duplicate: (baseOffset: Int64, lastOffset: Int64)?
    /// The newest timestamp of the batches; -1 when none has one.
    private(set) var maxTimestamp: Int64 = -1
    private(set) var nextOffset: Int64

    /// - Parameter batches: whole batches, whose checksums the caller has compared.
    init(
        _ batches: UnsafeRawBufferPointer, firstOffset: Int64, maximumBatchBytes: Int,
        producers: ProducerTable
    ) throws(LogError) {
        nextOffset = firstOffset
        // Batches of one append can follow each other in sequence: each is judged with those before it done.
        var staged = ProducerTable()
        var iterator = RecordBatchIterator(batches)
        while let batch = try Self.next(&iterator) {
            var header = batch.header
            // The limit is for producers: a transaction that is decided has to end, whatever it says.
            guard header.attributes.isControl || header.totalBytes <= maximumBatchBytes else {
                throw .batchTooLarge(bytes: header.totalBytes, limit: maximumBatchBytes)
            }
            header.baseOffset = nextOffset
            if header.isIdempotent {
                staged.adopt(header.producerID, from: producers)
                if case .duplicate(let known) = try staged.judge(header) {
                    try addDuplicate(known, header)
                    continue
                }
                staged.record(header, now: 0)
            }
            guard duplicate == nil else { throw Self.mixed(header) }
            headers.append(header)
            if header.attributes.isControl {
                markers[header.baseOffset] = TransactionMarker(header, batch: batch.bytes)
            }
            nextOffset = header.nextOffset
            maxTimestamp = max(maxTimestamp, header.maxTimestamp)
        }
        guard !headers.isEmpty || duplicate != nil else {
            throw .invalidBatch(.truncated(needed: RecordBatchHeader.byteCount, available: 0))
        }
    }

    private mutating func addDuplicate(
        _ known: ProducerTable.Batch, _ header: RecordBatchHeader
    ) throws(LogError) {
        guard headers.isEmpty else { throw Self.mixed(header) }
        duplicate = (duplicate?.baseOffset ?? known.baseOffset, known.lastOffset)
    }

    /// No client sends old and new batches together, and there would be no one offset to answer.
    private static func mixed(_ header: RecordBatchHeader) -> LogError {
        .outOfOrderSequence(
            producerID: header.producerID, expected: header.baseSequence, found: header.baseSequence)
    }

    private static func next(
        _ iterator: inout RecordBatchIterator
    ) throws(LogError) -> RecordBatchIterator.Batch? {
        do throws(RecordBatchError) {
            return try iterator.next()
        } catch {
            throw .invalidBatch(error)
        }
    }

    /// Writes the offsets, the leader epoch and, if the topic wants it, the time into the batches.
    mutating func assign(
        to batches: UnsafeMutableRawBufferPointer, leaderEpoch: Int32, logAppendTime: Int64?
    ) {
        var position = 0
        for index in headers.indices {
            let end = position + headers[index].totalBytes
            let batch = UnsafeMutableRawBufferPointer(rebasing: batches[position..<end])
            RecordBatchHeader.assign(
                baseOffset: headers[index].baseOffset, partitionLeaderEpoch: leaderEpoch, in: batch)
            if let logAppendTime {
                RecordBatchHeader.assign(logAppendTime: logAppendTime, in: batch)
                headers[index].maxTimestamp = logAppendTime
                maxTimestamp = logAppendTime
            }
            position = end
        }
    }
}
