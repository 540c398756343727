internal import KafkaRecords

extension PartitionLog {
    /// What a pass did.
    package struct CleaningResult: Sendable, Equatable {
        package let segmentsBefore: Int
        package let segmentsAfter: Int
        package let bytesBefore: Int64
        package let bytesAfter: Int64
    }

    /// So many keys are looked at in one pass: 13 MB of memory, 19 while it grows.
    static let keysPerPass = 1 << 18

    /// One pass of compaction: of the records with the same key that lie in closed segments, only the newest
    /// stays. Offsets stay as they are. Blocks for the disk, and holds nobody back who appends or reads.
    ///
    /// Records of transactions that were aborted go too. Batches that are compressed stay as they are, since
    /// nobody here can look into them, and so do records without a key.
    /// - Parameter now: milliseconds since 1970.
    /// - Parameter keys: how many keys the pass may look at; what lies behind them is for the next one.
    /// - Parameter isCancelled: asked now and then; a pass that is given up changes nothing more.
    /// - Returns: `nil` when there was too little to do.
    package func clean(
        now: Int64, keys: Int = keysPerPass, isCancelled: () -> Bool = { false }
    ) throws(LogError) -> CleaningResult? {
        try cleaning.withLock { (state) throws(LogError) -> CleaningResult? in
            let configuration = configuration
            guard configuration.cleanupPolicy.isCompaction, !state.isInterrupted else { return nil }
            let view = view.withLock { $0 }
            guard !view.isClosed else { throw .closed }
            let start = try max(firstDirtyOffset(&state), view.startOffset)
            let segments = view.sealed.prefix { $0.endOffset <= view.lastStableOffset }
            let dirty = segments.filter { $0.endOffset > start }
            guard Self.isWorthIt(dirty, of: segments, configuration) else { return nil }
            func mustStop() -> Bool { isCancelled() || isClosed }
            try CleanedFile.discardAll(paths, fileSystem)
            var plan = CleaningPlan(
                keys: keys, from: start, lastOfProducers: lastOffsetsOfProducers, transactions: view.aborted,
                now: now, deleteRetention: configuration.deleteRetentionMilliseconds)
            try look(at: dirty, &plan, mustStop)
            let wanted = segments.filter { $0.baseOffset < plan.end }
            let cleaner = cleaner(view, configuration)
            var result: (segments: Int, bytes: Int64) = (0, 0)
            var rest = wanted[...]
            while !rest.isEmpty {
                let (group, cleaned) = try cleaner.clean(rest, &plan, mustStop)
                if let cleaned { try swap(cleaned, for: group, &state) }
                result.segments += 1
                result.bytes += cleaned?.byteCount ?? group.byteCount
                rest = rest.dropFirst(group.count)
            }
            state.firstDirtyOffset = plan.end
            try keepFirstDirtyOffset(plan.end)
            return CleaningResult(
                segmentsBefore: wanted.count, segmentsAfter: result.segments, bytesBefore: wanted.byteCount,
                bytesAfter: result.bytes)
        }
    }

    private static func isWorthIt(
        _ dirty: [SealedSegment], of segments: ArraySlice<SealedSegment>, _ configuration: LogConfiguration
    ) -> Bool {
        let (new, all) = (Double(dirty.byteCount), Double(segments.byteCount))
        return new > 0 && new >= configuration.minimumDirtyRatio * all
    }

    /// Finds the newest record of each key, as far as there is room.
    private func look(
        at dirty: [SealedSegment], _ plan: inout CleaningPlan, _ mustStop: () -> Bool
    ) throws(LogError) {
        for segment in dirty {
            var reader = try SegmentReader(segment, paths, fileSystem)
            try plan.begin(segment, paths, fileSystem)
            while true {
                if mustStop() { throw .closed }
                let isNoted = try reader.next { (header, batch) throws(RecordBatchError) in
                    try Self.note(header, batch, &plan)
                }
                guard let isNoted else { break }
                if !isNoted { return }
            }
            plan.end = segment.endOffset
        }
    }

    /// Notes the keys of a batch.
    /// - Returns: `false` when there is no room for them.
    private static func note(
        _ header: RecordBatchHeader, _ batch: UnsafeRawBufferPointer, _ plan: inout CleaningPlan
    ) throws(RecordBatchError) -> Bool {
        guard header.lastOffset >= plan.start else { return true }
        if CleaningPlan.isReadable(header) && !plan.isAborted(header) {
            var reader = try RecordReader(header: header, batch: batch)
            while let record = try reader.next() {
                guard let key = record.key, !plan.newest.set(key, record.offset) else { continue }
                // A batch with more keys than there is room for at all is passed over.
                if plan.end == plan.start { plan.end = header.nextOffset }
                return false
            }
        }
        plan.end = header.nextOffset
        return true
    }

    /// Segments become one that is no larger than a segment may be, and not of too many, since readers wait
    /// while they are replaced. One with a list of aborted transactions stays alone, beside its list.
    private func cleaner(_ view: LogView, _ configuration: LogConfiguration) -> SegmentCleaner {
        let alone = Set(view.abortedSpans.map(\.baseOffset))
        return SegmentCleaner(paths: paths, fileSystem: fileSystem) { group, bytes, next in
            group.count < 64 && bytes + next.byteCount <= Int64(configuration.segmentBytes)
                && next.endOffset - group[0].baseOffset <= Int64(Int32.max)
                && !alone.contains(group[0].baseOffset) && !alone.contains(next.baseOffset)
        }
    }

    private func swap(
        _ cleaned: SegmentCleaner.Cleaned, for group: [SealedSegment], _ state: inout CleaningState
    ) throws(LogError) {
        state.isInterrupted = true
        guard try swap(cleaned, for: group) else {
            state.isInterrupted = false
            throw .closed
        }
        state.isInterrupted = false
        try fileSystem.syncDirectory(paths.directory)
    }

    // MARK: How far it came

    private func firstDirtyOffset(_ state: inout CleaningState) throws(LogError) -> Int64 {
        if let known = state.firstDirtyOffset { return known }
        let bytes = try fileSystem.contents(of: paths.firstDirtyOffset, limit: 64)
        // Without it everything is looked at once more.
        let offset = min(bytes.flatMap(StartOffsetFile.decode) ?? 0, endOffset)
        state.firstDirtyOffset = offset
        return offset
    }
}

/// Held by a pass for as long as it runs.
struct CleaningState: Sendable {
    /// Everything before it was compacted; `nil` before the first pass.
    var firstDirtyOffset: Int64?
    /// A swap failed half-way. The next start brings it to its end; another pass would get in its way.
    var isInterrupted = false
}

extension Sequence<SealedSegment> {
    fileprivate var byteCount: Int64 { reduce(0) { $0 + $1.byteCount } }
}
