/// A segment that is complete and durable, and doesn't change any more. What is on disk is opened when
/// needed.
struct SealedSegment: Sendable, Equatable {
    let baseOffset: Int64
    /// The offset after its last, which is the next segment's base.
    let endOffset: Int64
    let byteCount: Int64
}

/// A sealed segment with its files open.
final class OpenSegment: Sendable {
    let segment: SealedSegment
    let file: any LogFile
    private let index: Index
    /// The newest timestamp of all its batches; -1 when none has one.
    let maxTimestamp: Int64

    private enum Index {
        case file(IndexFile)
        case memory([IndexEntry])
    }

    /// Opens the segment, and makes its index again when that is missing, short or damaged.
    /// - Throws: `corrupt` also when compaction has put another file in its place: look again.
    init(
        _ segment: SealedSegment, paths: SegmentPaths, indexIntervalBytes: Int,
        fileSystem: any LogFileSystem
    ) throws(LogError) {
        self.segment = segment
        let logPath = paths.log(segment.baseOffset)
        file = try fileSystem.open(logPath, create: false)
        guard try file.size() == segment.byteCount else {
            throw .corrupt(path: logPath, position: segment.byteCount, reason: "it has another size")
        }
        let path = paths.index(segment.baseOffset)
        if let index = try IndexFile.open(path, baseOffset: segment.baseOffset, fileSystem),
            index.entryCount > 0, let last = try index.entry(index.entryCount - 1),
            Int64(last.position) == segment.byteCount
        {
            self.index = .file(index)
            maxTimestamp = last.maxTimestampBefore
            return
        }
        var builder = IndexBuilder(baseOffset: segment.baseOffset, intervalBytes: indexIntervalBytes)
        var scanner = BatchScanner(file, from: 0, limit: segment.byteCount)
        while case .batch(let batch) = try scanner.next() { builder.add(batch.header, at: batch.position) }
        builder.addEnd(at: segment.byteCount, offset: segment.endOffset)
        // Without room for the file, memory serves until the segment is closed again. So it does when
        // compaction was quicker: the new file needs an index of its own.
        guard (try? fileSystem.size(of: logPath)) == segment.byteCount else {
            index = .memory(builder.entries)
            maxTimestamp = builder.maxTimestamp
            return
        }
        try? IndexFile.write(
            builder.entries[...], after: 0, path, baseOffset: segment.baseOffset, fileSystem)
        index = .memory(builder.entries)
        maxTimestamp = builder.maxTimestamp
    }

    func floor(_ key: IndexKey) throws(LogError) -> IndexEntry {
        switch index {
        case .memory(let entries): entries.floor(key)
        // One damaged entry costs a longer walk through the segment, nothing else.
        case .file(let index): try index.floor(key) ?? .segmentStart
        }
    }
}
