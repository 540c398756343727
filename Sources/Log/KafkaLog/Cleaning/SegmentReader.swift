internal import KafkaRecords

/// The batches of a closed segment, one after the other, whole.
struct SegmentReader {
    let file: any LogFile
    private var scanner: BatchScanner
    private var bytes: [UInt8] = []

    init(_ segment: SealedSegment, _ paths: SegmentPaths, _ fileSystem: any LogFileSystem) throws(LogError) {
        file = try fileSystem.open(paths.log(segment.baseOffset), create: false)
        scanner = BatchScanner(file, from: 0, limit: segment.byteCount, windowBytes: 64 << 10)
    }

    /// Calls `body` with the next batch.
    /// - Returns: `nil` at the end.
    /// - Throws: `corrupt` for what is no batch: a segment that is damaged stays as it is.
    mutating func next<Result>(
        _ body: (RecordBatchHeader, UnsafeRawBufferPointer) throws(RecordBatchError) -> Result
    ) throws(LogError) -> Result? {
        switch try scanner.next() {
        case .end: return nil
        case .damaged(let error): throw corrupt(error, at: scanner.position)
        case .batch(let batch):
            let size = batch.header.totalBytes
            if bytes.count < size { bytes = [UInt8](repeating: 0, count: size) }
            guard try file.read(&bytes, count: size, at: batch.position) == size else {
                throw corrupt(.truncated(needed: size, available: 0), at: batch.position)
            }
            let result = bytes.withUnsafeBytes { bytes in
                Swift.Result { () throws(RecordBatchError) -> Result in
                    let whole = UnsafeRawBufferPointer(rebasing: bytes[..<size])
                    // What is written anew gets a new checksum: damage must not get a good one.
                    return try body(RecordBatchHeader.validated(whole), whole)
                }
            }
            switch result {
            case .success(let value): return value
            case .failure(let error): throw corrupt(error, at: batch.position)
            }
        }
    }

    private func corrupt(_ error: RecordBatchError, at position: Int64) -> LogError {
        .corrupt(path: file.path, position: position, reason: error.description)
    }
}
