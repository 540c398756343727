internal import KafkaRecords

/// Decides which batches of a segment get an index entry.
struct IndexBuilder: Sendable {
    let baseOffset: Int64
    var intervalBytes: Int
    private(set) var entries: [IndexEntry] = []
    /// The newest timestamp of all batches so far; -1 when none has one.
    private(set) var maxTimestamp: Int64 = -1

    init(baseOffset: Int64, intervalBytes: Int) {
        self.baseOffset = baseOffset
        self.intervalBytes = intervalBytes
    }

    /// Goes on from entries that a file had; `maxTimestamp` is then as of the last of them.
    init(baseOffset: Int64, intervalBytes: Int, entries: [IndexEntry]) {
        self.init(baseOffset: baseOffset, intervalBytes: intervalBytes)
        self.entries = entries
        maxTimestamp = entries.last?.maxTimestampBefore ?? -1
    }

    /// Notes a batch, in the order of the file.
    mutating func add(_ header: RecordBatchHeader, at position: Int64) {
        if position - Int64(entries.last?.position ?? 0) >= Int64(intervalBytes) {
            append(at: position, offset: header.baseOffset)
        }
        maxTimestamp = max(maxTimestamp, header.maxTimestamp)
    }

    /// Notes where the segment ends: the last entry of a sealed segment's index.
    mutating func addEnd(at position: Int64, offset: Int64) {
        if position > Int64(entries.last?.position ?? 0) { append(at: position, offset: offset) }
    }

    /// Forgets the batches from `position` on.
    mutating func cut(to position: Int64, maxTimestamp: Int64) {
        while let last = entries.last, Int64(last.position) >= position { entries.removeLast() }
        self.maxTimestamp = maxTimestamp
    }

    private mutating func append(at position: Int64, offset: Int64) {
        let relative = offset - baseOffset
        // A segment is rolled before either is possible.
        guard let relativeOffset = UInt32(exactly: relative), let place = UInt32(exactly: position) else {
            return
        }
        entries.append(
            IndexEntry(relativeOffset: relativeOffset, position: place, maxTimestampBefore: maxTimestamp))
    }
}
