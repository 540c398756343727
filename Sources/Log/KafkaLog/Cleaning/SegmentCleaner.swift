internal import KafkaRecords

/// Writes closed segments anew, as one, without what is outdated.
struct SegmentCleaner {
    private static let bufferBytes = 1 << 20

    let paths: SegmentPaths
    let fileSystem: any LogFileSystem

    /// Tells whether a segment can become one with those before it, which take so many bytes already.
    let mayJoin: (_ group: [SealedSegment], _ bytes: Int64, _ next: SealedSegment) -> Bool

    /// A new segment, durable under the name of a swap.
    struct Cleaned {
        let file: CleanedFile
        let byteCount: Int64
    }

    /// Cleans as many segments as fit into one.
    /// - Parameter segments: at least one; they follow each other.
    /// - Returns: those that were taken; no new segment when nothing would change.
    func clean(
        _ segments: ArraySlice<SealedSegment>, _ plan: inout CleaningPlan, _ mustStop: () -> Bool
    ) throws(LogError) -> (group: [SealedSegment], cleaned: Cleaned?) {
        let first = segments[segments.startIndex]
        let path = CleanedFile(baseOffset: first.baseOffset, endOffset: first.endOffset).writingPath(paths)
        do throws(LogError) {
            let output = try fileSystem.open(path, create: true)
            try output.truncate(to: 0)
            var writer = Writer(file: output, limit: Self.bufferBytes)
            let group = try fill(&writer, segments, &plan, mustStop)
            // A segment of the same size would be taken for the old one by whoever has that in hand.
            if group.count == 1 && writer.position == first.byteCount {
                try fileSystem.remove(path)
                return (group, nil)
            }
            try output.sync()
            let end = group[group.count - 1].endOffset
            let file = CleanedFile(baseOffset: first.baseOffset, endOffset: end)
            try fileSystem.rename(path, to: file.swappingPath(paths))
            try fileSystem.syncDirectory(paths.directory)
            return (group, Cleaned(file: file, byteCount: writer.position))
        } catch {
            try? fileSystem.remove(path)
            throw error
        }
    }

    private func fill(
        _ writer: inout Writer, _ segments: ArraySlice<SealedSegment>, _ plan: inout CleaningPlan,
        _ mustStop: () -> Bool
    ) throws(LogError) -> [SealedSegment] {
        var group: [SealedSegment] = []
        // What says where the last segment ends, where nothing else is left of its last batch.
        var end: [UInt8] = []
        for segment in segments {
            if !group.isEmpty, !mayJoin(group, writer.position, segment) { break }
            end = try copy(segment, &plan, to: &writer, mustStop)
            group.append(segment)
        }
        try writer.append(end)
        try writer.flush()
        return group
    }

    /// - Returns: the last batch without any record, unless some of it is left.
    private func copy(
        _ segment: SealedSegment, _ plan: inout CleaningPlan, to writer: inout Writer, _ mustStop: () -> Bool
    ) throws(LogError) -> [UInt8] {
        var reader = try SegmentReader(segment, paths, fileSystem)
        try plan.begin(segment, paths, fileSystem)
        var end: [UInt8] = []
        while true {
            if mustStop() { throw .closed }
            let kept = try reader.next { (header, batch) throws(RecordBatchError) -> [UInt8] in
                let kept = try Self.kept(header, batch, &plan)
                end = kept.isEmpty ? RecordBatchFilter(header, batch).emptied() : []
                return kept
            }
            guard let kept else { return end }
            try writer.append(kept)
        }
    }

    /// What is left of a batch.
    private static func kept(
        _ header: RecordBatchHeader, _ batch: UnsafeRawBufferPointer, _ plan: inout CleaningPlan
    ) throws(RecordBatchError) -> [UInt8] {
        let filter = RecordBatchFilter(header, batch)
        let mustStay = plan.lastOfProducers.contains(header.lastOffset)
        if plan.isAborted(header) { return mustStay ? filter.emptied() : [] }
        guard CleaningPlan.isReadable(header) else {
            if !header.attributes.isControl { plan.hasHidden = true }
            return Array(batch)
        }
        let known = plan
        switch try filter.filter(horizon: plan.horizon, { known.verdict(on: $0, of: header) }) {
        case .unchanged: return Array(batch)
        case .changed(let bytes): return bytes
        case .nothing: return mustStay ? filter.emptied() : []
        }
    }
}

/// Gathers small writes.
private struct Writer {
    let file: any LogFile
    let limit: Int
    /// Where the next byte goes.
    var position: Int64 { written + Int64(buffer.count) }
    private var written: Int64 = 0
    private var buffer: [UInt8] = []

    init(file: any LogFile, limit: Int) {
        self.file = file
        self.limit = limit
    }

    mutating func append(_ bytes: [UInt8]) throws(LogError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= limit { try flush() }
    }

    mutating func flush() throws(LogError) {
        try file.write(buffer, at: written)
        written += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }
}
