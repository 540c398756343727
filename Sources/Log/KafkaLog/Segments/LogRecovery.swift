internal import KafkaRecords
internal import Logging

/// Finds out what a partition's files hold, after a clean stop as after a crash.
///
/// Everything before the newest valid producer snapshot is known to be durable and is not read again; what
/// follows is checked batch by batch, and the first that is not whole and undamaged ends the log. After a
/// clean stop a few kilobytes are read, after a crash at most what was written since the last checkpoint.
struct LogRecovery {
    let paths: SegmentPaths
    let configuration: LogConfiguration
    let fileSystem: any LogFileSystem
    let logger: Logger

    struct Result {
        var view: LogView
        var producers: ProducerTable
        /// How many of the active segment's index entries its index file has.
        var flushedEntries: Int
        /// The log holds more than the newest snapshot knows: it is time for a new one.
        var needsCheckpoint: Bool
        /// Base offsets of the segments that have a list of aborted transactions.
        var abortedFiles: [Int64] = []
    }

    /// - Throws: what the file system does; damage is cut away and told to the logger.
    func recover() throws(LogError) -> Result {
        var names = try fileSystem.list(paths.directory)
        if names.contains(where: CleanedFile.isLeftover) {
            try CleanedFile.recover(names, paths, fileSystem, logger)
            names = try fileSystem.list(paths.directory)
        }
        let files = try PartitionFiles(paths, fileSystem, names: names)
        var recovered = try recover(files)
        let segments = recovered.view.sealed.map(\.baseOffset) + [recovered.view.active.baseOffset]
        recovered.abortedFiles = files.aborted.filter(Set(segments).contains)
        try AbortedRecovery(paths: paths, fileSystem: fileSystem, logger: logger).run(&recovered)
        return recovered
    }

    private func recover(_ files: PartitionFiles) throws(LogError) -> Result {
        let startOffset = try readStartOffset() ?? files.segments.first ?? 0
        if let recovered = try recoverWithoutUnusedSegments(files, startOffset: startOffset) {
            return recovered
        }
        var segments = files.segments
        while segments.count > 1, segments[1] <= startOffset {
            try removeSegment(segments.removeFirst())
        }
        if segments.isEmpty { segments = [startOffset] }
        var recovered = try recover(segments, snapshots: files.snapshots, startOffset: startOffset)
        if recovered.view.endOffset < startOffset {
            logger.error(
                "the log ends before its start; it goes on with an empty segment",
                metadata: ["end": "\(recovered.view.endOffset)", "start": "\(startOffset)"])
            for segment in segments { try removeSegment(segment) }
            recovered = try recover([startOffset], snapshots: [], startOffset: startOffset)
        }
        return recovered
    }

    /// An empty segment at the end was begun and not used: the one before it is the active one, and may reach
    /// past the empty one's base when the log went on without it.
    ///
    /// - Returns: `nil` when there is none such, or when the segment before is damaged: what was closed is
    ///   not cut.
    private func recoverWithoutUnusedSegments(
        _ files: PartitionFiles, startOffset: Int64
    ) throws(LogError) -> Result? {
        var used = files.segments
        while used.count > 1, try fileSystem.size(of: paths.log(used[used.count - 1])) == 0 {
            used.removeLast()
        }
        let unused = files.segments[used.count...]
        guard let end = unused.first else { return nil }
        while used.count > 1, used[1] <= startOffset { used.removeFirst() }
        let last = used.removeLast()
        guard try isWhole(last, upTo: max(end, startOffset)) else { return nil }
        for segment in files.segments where segment < (used.first ?? last) { try removeSegment(segment) }
        for segment in unused { try removeSegment(segment) }
        return try recover(used + [last], snapshots: files.snapshots, startOffset: startOffset)
    }

    /// Whether every record of a segment up to `offset` is there, undamaged. Reads the segment.
    private func isWhole(_ base: Int64, upTo offset: Int64) throws(LogError) -> Bool {
        let file = try fileSystem.open(paths.log(base), create: false)
        let index = IndexBuilder(baseOffset: base, intervalBytes: configuration.indexIntervalBytes)
        var producers = ProducerTable()
        var scan = ActiveScan(index: index, nextOffset: base, trusted: Int64.max)
        _ = try scan.run(file, from: 0, size: file.size(), &producers)
        return scan.nextOffset >= offset
    }

    private func recover(
        _ segments: [Int64], snapshots: [Int64], startOffset: Int64
    ) throws(LogError) -> Result {
        var candidates = snapshots
        while true {
            let snapshot = try ProducerSnapshots(paths, fileSystem).newest(of: &candidates)
            var recovered = try scan(segments, from: snapshot)
            recovered.view.startOffset = max(startOffset, segments[0])
            guard let snapshot, snapshot.offset > recovered.view.endOffset else { return recovered }
            // Records that were durable are gone. The snapshot knows them: an older one has to do.
            logger.error(
                "records that had been stored safely are damaged or gone",
                metadata: ["stored": "\(snapshot.offset)", "end": "\(recovered.view.endOffset)"])
            try fileSystem.remove(paths.snapshot(snapshot.offset))
        }
    }

    /// Reads the segments from the snapshot on. The last one becomes the active segment.
    private func scan(
        _ segments: [Int64], from snapshot: (table: ProducerTable, offset: Int64)?
    ) throws(LogError) -> Result {
        var producers = snapshot?.table ?? ProducerTable()
        let trusted = snapshot?.offset ?? segments[0]
        var sealed: [SealedSegment] = []
        for (base, next) in zip(segments, segments.dropFirst()) {
            let segment = SealedSegment(
                baseOffset: base, endOffset: next, byteCount: try fileSystem.size(of: paths.log(base)))
            sealed.append(segment)
            if trusted < next { try check(segment, from: trusted, &producers) }
        }
        let last = segments[segments.count - 1]
        let file = try fileSystem.open(paths.log(last), create: true)
        return try recoverActive(file, base: last, from: trusted, sealed: sealed, &producers)
    }

    /// A sealed segment was durable before the next one was made: it is read for its producers, and never
    /// cut.
    private func check(
        _ segment: SealedSegment, from trusted: Int64, _ producers: inout ProducerTable
    ) throws(LogError) {
        let open = try OpenSegment(
            segment, paths: paths, indexIntervalBytes: configuration.indexIntervalBytes,
            fileSystem: fileSystem)
        let entry = try open.floor(.offset(max(0, trusted - segment.baseOffset)))
        var scanner = BatchScanner(
            open.file, from: Int64(entry.position), limit: segment.byteCount, windowBytes: 1 << 20)
        while true {
            switch try scanner.next() {
            case .end: return
            case .batch(let batch):
                guard batch.header.baseOffset >= trusted else { continue }
                producers.record(batch.header, now: 0, marker: try scanner.marker(of: batch))
            case .damaged(let error):
                logger.error(
                    "a closed segment is damaged; records in it cannot be read",
                    metadata: [
                        "file": "\(open.file.path)", "position": "\(scanner.position)", "reason": "\(error)",
                    ])
                return
            }
        }
    }

    private func recoverActive(
        _ file: any LogFile, base: Int64, from trusted: Int64, sealed: [SealedSegment],
        _ producers: inout ProducerTable
    ) throws(LogError) -> Result {
        let size = try file.size()
        let stored = try IndexFile.open(paths.index(base), baseOffset: base, fileSystem)
        var entries = try stored?.entries(segmentBytes: size) ?? []
        while let last = entries.last {
            let offset = base + Int64(last.relativeOffset)
            if offset <= trusted, try isBatch(at: Int64(last.position), offset: offset, file, size) { break }
            entries.removeLast()
        }
        let flushed = entries.count
        if let stored, stored.entryCount > flushed {
            try IndexFile.write([], after: flushed, stored.file.path, baseOffset: base, fileSystem)
        }
        let start = entries.last ?? .segmentStart
        var scan = ActiveScan(
            index: IndexBuilder(
                baseOffset: base, intervalBytes: configuration.indexIntervalBytes, entries: entries),
            nextOffset: base + Int64(start.relativeOffset), trusted: trusted)
        let damage = try scan.run(file, from: Int64(start.position), size: size, &producers)
        if let damage { try cut(file, size: size, scan, damage) }
        // What a killed process wrote is in the system's memory, but perhaps not on disk yet.
        if damage != nil || scan.nextOffset > trusted {
            try file.sync()
            try paths.makeNamesDurable(fileSystem)
        }
        var first = BatchScanner(file, from: 0, limit: scan.end)
        var firstTimestamp: Int64?
        if case .batch(let batch) = try first.next() { firstTimestamp = batch.header.maxTimestamp }
        let active = ActiveSegment(
            file: file, byteCount: scan.end, durableBytes: scan.end, index: scan.index,
            durableMaxTimestamp: scan.index.maxTimestamp, firstTimestamp: firstTimestamp)
        let view = LogView(
            startOffset: sealed.first?.baseOffset ?? base, highWatermark: scan.nextOffset,
            endOffset: scan.nextOffset, sealed: sealed, active: active)
        return Result(
            view: view, producers: producers, flushedEntries: flushed,
            needsCheckpoint: scan.nextOffset > trusted)
    }

    private func isBatch(
        at position: Int64, offset: Int64, _ file: any LogFile, _ size: Int64
    ) throws(LogError) -> Bool {
        var scanner = BatchScanner(file, from: position, limit: size, windowBytes: 0)
        guard case .batch(let batch) = try scanner.next() else { return false }
        return batch.header.baseOffset == offset
    }

    private func cut(
        _ file: any LogFile, size: Int64, _ scan: ActiveScan, _ damage: RecordBatchError
    ) throws(LogError) {
        try file.truncate(to: scan.end)
        logger.warning(
            "cut an unfinished write from the end of the log",
            metadata: [
                "file": "\(file.path)", "bytes": "\(size - scan.end)", "next offset": "\(scan.nextOffset)",
                "reason": "\(damage)",
            ])
    }

    private func readStartOffset() throws(LogError) -> Int64? {
        guard let bytes = try fileSystem.contents(of: paths.startOffset, limit: 64) else { return nil }
        guard let offset = StartOffsetFile.decode(bytes) else {
            logger.error(
                "the start offset's file is damaged; the log starts at its first segment",
                metadata: ["file": "\(paths.startOffset)"])
            return nil
        }
        return offset
    }

    private func removeSegment(_ base: Int64) throws(LogError) {
        try fileSystem.remove(paths.log(base))
        try fileSystem.remove(paths.index(base))
        try fileSystem.remove(paths.aborted(base))
    }
}
