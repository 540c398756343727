internal import KafkaRecords

/// Walks the batches of a segment file by their headers, and checks their content where asked.
///
/// Reads ahead in blocks: small batches cost a fraction of a system call each, and a large batch's records
/// are skipped, not read. Uses `windowBytes` of memory, however large the batches are.
struct BatchScanner {
    private let file: any LogFile
    /// Nothing is read beyond this.
    private let limit: Int64
    /// Where the next batch starts.
    private(set) var position: Int64

    private var window: [UInt8]
    private var windowStart: Int64 = 0
    private var windowCount = 0

    init(_ file: any LogFile, from position: Int64, limit: Int64, windowBytes: Int = 8192) {
        self.file = file
        self.limit = limit
        self.position = position
        window = [UInt8](repeating: 0, count: max(windowBytes, RecordBatchHeader.byteCount))
    }

    struct Found {
        let position: Int64
        let header: RecordBatchHeader
        var end: Int64 { position + Int64(header.totalBytes) }
    }

    enum Step {
        case batch(Found)
        /// The limit is reached, exactly at a batch's end.
        case end
        /// What is at `position` is no whole batch.
        case damaged(RecordBatchError)
    }

    /// The next batch, by its header.
    mutating func next() throws(LogError) -> Step {
        guard position < limit else { return .end }
        let wanted = Int(min(Int64(RecordBatchHeader.byteCount), limit - position))
        try fill(wanted)
        let start = Int(position - windowStart)
        let available = min(windowCount - start, Int(limit - position))
        let parsed = window.withUnsafeBytes { window in
            let bytes = UnsafeRawBufferPointer(rebasing: window[start..<start + available])
            return Result { () throws(RecordBatchError) in try RecordBatchHeader(parsing: bytes) }
        }
        switch parsed {
        case .failure(let error):
            return .damaged(error)
        case .success(let header):
            guard Int64(header.totalBytes) <= limit - position else {
                return .damaged(.truncated(needed: header.totalBytes, available: Int(limit - position)))
            }
            let found = Found(position: position, header: header)
            position = found.end
            return .batch(found)
        }
    }

    /// Computes the CRC-32C of the batch's content, to compare with its header's.
    mutating func checksum(of batch: Found) throws(LogError) -> UInt32 {
        var checksum = CRC32C()
        var at = batch.position + Int64(RecordBatchHeader.lengthOverhead + 9)
        let resumeAt = position
        defer { position = resumeAt }
        while at < batch.end {
            position = at
            try fill(1)
            let start = Int(at - windowStart)
            let count = min(windowCount - start, Int(batch.end - at))
            guard count > 0 else { break }
            window.withUnsafeBytes { window in
                checksum.update(UnsafeRawBufferPointer(rebasing: window[start..<start + count]))
            }
            at += Int64(count)
        }
        return checksum.value
    }

    /// How a transaction ended, where the batch says so.
    func marker(of batch: Found) throws(LogError) -> TransactionMarker? {
        let size = batch.header.totalBytes
        guard batch.header.attributes.isControl, size <= TransactionMarker.maximumBytes else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        guard try file.read(&bytes, count: size, at: batch.position) == size else { return nil }
        return bytes.withUnsafeBytes { TransactionMarker(batch.header, batch: $0) }
    }

    /// Makes `count` bytes at `position` part of the window, as far as the file has them.
    private mutating func fill(_ count: Int) throws(LogError) {
        if position >= windowStart, position + Int64(count) <= windowStart + Int64(windowCount) { return }
        let file = file
        let position = position
        let wanted = Int(min(Int64(window.count), limit - position))
        let read = window.withUnsafeMutableBytes { window in
            Result { () throws(LogError) in
                try file.read(UnsafeMutableRawBufferPointer(rebasing: window[..<wanted]), at: position)
            }
        }
        windowStart = position
        windowCount = 0
        windowCount = try read.get()
    }
}
