internal import KafkaRecords

/// What one pass of compaction knows: which records are outdated, and which batches have to stay.
struct CleaningPlan {
    /// The newest offset of each key that has a record in `start ..< end`.
    var newest: KeyOffsets
    /// From here on, records were looked at.
    let start: Int64
    /// From here on, nothing is known.
    var end: Int64
    /// The last batch of each producer: its sequence number has to be found again.
    let lastOfProducers: Set<Int64>
    let transactions: AbortedTransactions
    /// Those that were aborted and have records in the segment that is looked at, by producer.
    private var aborted: [Int64: [TransactionTable.Aborted]] = [:]
    /// Milliseconds since 1970.
    let now: Int64
    let deleteRetention: Int64
    /// A batch that nobody can look into was seen: it may hold an older record of any key, so tombstones
    /// stay.
    var hasHidden = false

    init(
        keys: Int, from start: Int64, lastOfProducers: Set<Int64>, transactions: AbortedTransactions,
        now: Int64, deleteRetention: Int64
    ) {
        newest = KeyOffsets(capacity: keys)
        self.start = start
        end = start
        self.lastOfProducers = lastOfProducers
        self.transactions = transactions
        self.now = now
        self.deleteRetention = deleteRetention
    }

    mutating func begin(
        _ segment: SealedSegment, _ paths: SegmentPaths, _ fileSystem: any LogFileSystem
    ) throws(LogError) {
        aborted = Dictionary(
            grouping: try transactions.inRange(
                from: segment.baseOffset, before: segment.endOffset, paths, fileSystem),
            by: \.producerID)
    }

    /// Whether the batch belongs to a transaction that was aborted.
    func isAborted(_ header: RecordBatchHeader) -> Bool {
        guard header.attributes.isTransactional, !header.attributes.isControl else { return false }
        return aborted[header.producerID]?.contains {
            $0.firstOffset <= header.baseOffset && header.lastOffset <= $0.lastOffset
        } ?? false
    }

    /// Whether the records can be told apart.
    static func isReadable(_ header: RecordBatchHeader) -> Bool {
        !header.attributes.isControl && header.attributes.compression == CompressionCodec.none
    }

    func verdict(on record: RecordReader.Record, of header: RecordBatchHeader) -> RecordBatchFilter.Verdict {
        // Without a key nothing takes its place.
        guard let key = record.key else { return .keep }
        if let newest = newest.offset(of: key), newest > record.offset { return .drop }
        guard record.value == nil, record.offset < end, !hasHidden else { return .keep }
        if let horizon = header.deleteHorizon, now >= horizon { return .drop }
        return .keepUntilHorizon
    }

    var horizon: Int64 {
        let (horizon, isTooFar) = now.addingReportingOverflow(deleteRetention)
        return isTooFar ? .max : horizon
    }
}
