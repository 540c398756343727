internal import KafkaRecords

extension PartitionLog {
    /// A place in the log that was found by time.
    package struct TimestampMatch: Sendable, Equatable {
        package let offset: Int64
        /// Milliseconds since 1970.
        package let timestamp: Int64
        /// `false` for a compressed batch, whose records are not looked at: the offset is the batch's first,
        /// which lies at or before the record that is meant, and the timestamp is the batch's newest.
        package let isExact: Bool

        package init(offset: Int64, timestamp: Int64, isExact: Bool) {
            self.offset = offset
            self.timestamp = timestamp
            self.isExact = isExact
        }
    }

    /// The first record, of those that consumers may see, whose timestamp is at least `timestamp`.
    /// - Parameter timestamp: milliseconds since 1970.
    /// - Returns: `nil` when all are older.
    package func offset(forTimestamp timestamp: Int64) throws(LogError) -> TimestampMatch? {
        do {
            return try search(forTimestamp: timestamp)
        } catch .corrupt, .io {
            // Retention may have deleted a segment, or compaction replaced it: look again, once.
            return try search(forTimestamp: timestamp)
        }
    }

    private func search(forTimestamp timestamp: Int64) throws(LogError) -> TimestampMatch? {
        let view = view.withLock { $0 }
        guard !view.isClosed else { throw .closed }
        for sealed in view.sealed where sealed.endOffset > view.startOffset {
            let open = try open(sealed)
            guard open.maxTimestamp >= timestamp else { continue }
            let search = TimestampSearch(
                file: open.file, limit: sealed.byteCount, timestamp: timestamp, startOffset: view.startOffset)
            if let match = try search.first(after: try open.floor(.timestamp(timestamp))) { return match }
        }
        guard view.active.durableMaxTimestamp >= timestamp else { return nil }
        let search = TimestampSearch(
            file: view.active.file, limit: view.active.durableBytes, timestamp: timestamp,
            startOffset: view.startOffset)
        return try search.first(after: view.active.index.entries.floor(.timestamp(timestamp)))
    }

    /// The first record that has the newest timestamp of those that consumers may see.
    /// - Returns: `nil` for a log without timestamps.
    package func offsetOfMaximumTimestamp() throws(LogError) -> TimestampMatch? {
        let view = view.withLock { $0 }
        guard !view.isClosed else { throw .closed }
        var newest = view.active.durableMaxTimestamp
        for sealed in view.sealed where sealed.endOffset > view.startOffset {
            newest = max(newest, try open(sealed).maxTimestamp)
        }
        return newest < 0 ? nil : try offset(forTimestamp: newest)
    }
}

/// The walk through one segment for a timestamp.
private struct TimestampSearch {
    let file: any LogFile
    let limit: Int64
    let timestamp: Int64
    /// Records before it are deleted, though their batch may be there.
    let startOffset: Int64

    func first(after entry: IndexEntry) throws(LogError) -> PartitionLog.TimestampMatch? {
        var scanner = BatchScanner(file, from: Int64(entry.position), limit: limit)
        while case .batch(let batch) = try scanner.next() {
            let header = batch.header
            guard header.maxTimestamp >= timestamp, header.lastOffset >= startOffset else { continue }
            if header.attributes.timestampType == .logAppendTime {
                return PartitionLog.TimestampMatch(
                    offset: max(header.baseOffset, startOffset), timestamp: header.maxTimestamp,
                    isExact: true)
            }
            guard header.attributes.compression == CompressionCodec.none else {
                return PartitionLog.TimestampMatch(
                    offset: max(header.baseOffset, startOffset), timestamp: header.maxTimestamp,
                    isExact: false)
            }
            if let match = try record(in: batch) { return match }
        }
        return nil
    }

    private func record(in batch: BatchScanner.Found) throws(LogError) -> PartitionLog.TimestampMatch? {
        var bytes = [UInt8](repeating: 0, count: batch.header.totalBytes)
        guard try file.read(&bytes, count: bytes.count, at: batch.position) == bytes.count else { return nil }
        let match = bytes.withUnsafeBytes { bytes in
            Result { () throws(RecordBatchError) -> PartitionLog.TimestampMatch? in
                var reader = try RecordReader(header: batch.header, batch: bytes)
                while let record = try reader.next() {
                    guard record.timestamp >= timestamp, record.offset >= startOffset else { continue }
                    return PartitionLog.TimestampMatch(
                        offset: record.offset, timestamp: record.timestamp, isExact: true)
                }
                return nil
            }
        }
        switch match {
        case .success(let match): return match
        case .failure(let error):
            throw .corrupt(path: file.path, position: batch.position, reason: error.description)
        }
    }
}
