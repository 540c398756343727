internal import KafkaRecords

/// The walk over the end of the active segment, which builds its index and checks every byte.
struct ActiveScan {
    var index: IndexBuilder
    /// The offset after the last good batch.
    var nextOffset: Int64
    /// The producers know the batches before this offset already.
    let trusted: Int64
    /// Where the last good batch ends.
    private(set) var end: Int64 = 0

    init(index: IndexBuilder, nextOffset: Int64, trusted: Int64) {
        self.index = index
        self.nextOffset = nextOffset
        self.trusted = trusted
    }

    /// - Returns: what ended the walk before the file's end.
    mutating func run(
        _ file: any LogFile, from position: Int64, size: Int64, _ producers: inout ProducerTable
    ) throws(LogError) -> RecordBatchError? {
        // After a clean stop there is little to read: no large buffer for that.
        let window = size - position > 64 << 10 ? 1 << 20 : 8 << 10
        var scanner = BatchScanner(file, from: position, limit: size, windowBytes: window)
        end = position
        while true {
            switch try scanner.next() {
            case .end: return nil
            case .damaged(let error): return error
            case .batch(let batch):
                let header = batch.header
                // The offset is outside of the checksum. Compaction leaves gaps, but not in the active
                // segment.
                guard header.baseOffset == nextOffset,
                    header.lastOffset - index.baseOffset <= Int64(Int32.max)
                else { return .unexpectedOffset(found: header.baseOffset, expected: nextOffset) }
                let computed = try scanner.checksum(of: batch)
                guard computed == header.checksum else {
                    return .checksumMismatch(stored: header.checksum, computed: computed)
                }
                index.add(header, at: batch.position)
                if header.baseOffset >= trusted {
                    producers.record(header, now: 0, marker: try scanner.marker(of: batch))
                }
                nextOffset = header.nextOffset
                end = batch.end
            }
        }
    }
}
