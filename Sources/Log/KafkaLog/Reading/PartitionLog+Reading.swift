internal import KafkaRecords

extension PartitionLog {
    package enum ReadLimit: Sendable {
        /// What consumers may see.
        case highWatermark
        /// Of that, what is decided: see `lastStableOffset`.
        case lastStableOffset
        /// Also what is not durable yet.
        case logEnd
    }

    /// Finds whole batches from the one that holds `offset` on, at most `maximumBytes` of them in one
    /// segment, but the first batch however large. A few small reads of index and headers; the records are
    /// not touched.
    ///
    /// Empty when `offset` is at the limit. The first batch can start before `offset`: clients skip what they
    /// didn't ask for.
    /// - Throws: `offsetOutOfRange` before the start or behind the end.
    package func read(
        from offset: Int64, maximumBytes: Int, upTo limit: ReadLimit = .highWatermark
    ) throws(LogError) -> LogSlice {
        var attempts = 0
        while true {
            let place = try view.withLock { (view) throws(LogError) in
                try Place(of: offset, in: view, upTo: limit)
            }
            guard let segment = place.segment else {
                return place.slice(position: 0, count: 0, from: offset, before: offset)
            }
            do {
                var slice = try read(place, segment, maximumBytes: maximumBytes)
                if let aborted = place.aborted {
                    slice.aborted = try aborted.inRange(
                        from: offset, before: slice.nextOffset, paths, fileSystem)
                }
                return slice
            } catch {
                // Retention may have deleted the segment between the look-up and its opening, or compaction
                // replaced it: look again.
                attempts += 1
                if attempts > 2 { throw error }
            }
        }
    }

    private func read(
        _ place: Place, _ segment: Place.Segment, maximumBytes: Int
    ) throws(LogError) -> LogSlice {
        let opened = try open(segment)
        let segment = segment.cut(at: try limit(of: segment, before: place.end, opened))
        var scanner = BatchScanner(opened.file, from: Int64(opened.entry.position), limit: segment.limit)
        var first = try scanner.batch(atOrAfter: place.offset, from: opened.entry, of: segment.baseOffset)
        if first == nil {
            // A bad index entry is no reason not to find the batch.
            scanner = BatchScanner(opened.file, from: 0, limit: segment.limit)
            first = try scanner.batch(
                atOrAfter: place.offset, from: .segmentStart, of: segment.baseOffset)
        }
        guard let first else {
            throw .corrupt(path: opened.file.path, position: scanner.position, reason: "no batch is here")
        }
        let wanted = first.position + Int64(max(maximumBytes, first.header.totalBytes))
        guard wanted < segment.limit else {
            return place.slice(
                opened.file, position: first.position, count: Int(segment.limit - first.position),
                from: first.header.baseOffset, before: place.end)
        }
        // Jump to the last index entry before the limit, and walk from there.
        let near = try boundary(atMost: wanted, in: segment, opened)
        if near > scanner.position { scanner = BatchScanner(opened.file, from: near, limit: segment.limit) }
        var end = max(first.end, near)
        var nextOffset = near > first.end ? place.end : first.header.nextOffset
        while case .batch(let batch) = try scanner.next(), batch.end <= wanted {
            end = batch.end
            nextOffset = batch.header.nextOffset
        }
        return place.slice(
            opened.file, position: first.position, count: Int(end - first.position),
            from: first.header.baseOffset, before: nextOffset)
    }

    /// Where the batches before `offset` end in the segment, when an open transaction begins there.
    private func limit(
        of segment: Place.Segment, before offset: Int64,
        _ opened: (file: any LogFile, entry: IndexEntry, sealed: OpenSegment?)
    ) throws(LogError) -> Int64 {
        guard segment.isCutByOffset else { return segment.limit }
        var start = Int64(0)
        if let sealed = opened.sealed {
            if sealed.segment.endOffset <= offset { return segment.limit }
            start = Int64(try sealed.floor(.offset(offset - sealed.segment.baseOffset)).position)
        } else {
            start = view.withLock { view in
                guard view.active.file === opened.file else { return 0 }
                let relative = offset - view.active.baseOffset
                return Int64(view.active.index.entries.floor(.offset(relative)).position)
            }
        }
        var scanner = BatchScanner(opened.file, from: start, limit: segment.limit)
        if let end = try scanner.end(before: offset) { return end }
        // A bad index entry is no reason to see less.
        scanner = BatchScanner(opened.file, from: 0, limit: segment.limit)
        // Behind damage nobody knows what is decided: nothing of it may be seen.
        return try scanner.end(before: offset) ?? scanner.position
    }

    private func open(
        _ segment: Place.Segment
    ) throws(LogError) -> (file: any LogFile, entry: IndexEntry, sealed: OpenSegment?) {
        switch segment.kind {
        case .active(let file, let entry): return (file, entry, nil)
        case .sealed(let sealed, let relativeOffset):
            let open = try open(sealed)
            return (open.file, try open.floor(.offset(relativeOffset)), open)
        }
    }

    /// The sealed segment, perhaps open already.
    func open(_ sealed: SealedSegment) throws(LogError) -> OpenSegment {
        let cached = view.withLock { $0.lastOpened }
        if let cached, cached.segment == sealed { return cached }
        let open = try OpenSegment(
            sealed, paths: paths, indexIntervalBytes: indexIntervalBytes, fileSystem: fileSystem)
        view.withLock { view in
            if !view.isClosed, view.sealed.contains(sealed) { view.lastOpened = open }
        }
        return open
    }

    /// The last batch start that the index knows at or before `position`.
    private func boundary(
        atMost position: Int64, in segment: Place.Segment,
        _ opened: (file: any LogFile, entry: IndexEntry, sealed: OpenSegment?)
    ) throws(LogError) -> Int64 {
        if let sealed = opened.sealed { return Int64(try sealed.floor(.position(position)).position) }
        return view.withLock { view in
            // The segment may have been sealed since: then the walk starts further back.
            guard view.active.file === opened.file else { return 0 }
            return Int64(view.active.index.entries.floor(.position(position)).position)
        }
    }
}

/// Where an offset lies, as of one moment.
private struct Place {
    let offset: Int64
    /// `nil` when there is nothing to read yet.
    let segment: Segment?
    // Not the whole view: a copy of it would make the writer copy the index with its next entry.
    private let activeFile: any LogFile
    private let startOffset: Int64
    private let highWatermark: Int64
    private let lastStableOffset: Int64
    private let endOffset: Int64
    /// Nothing from this offset on may be read.
    let end: Int64
    /// As of the same moment: what is deleted later takes nothing away from a slice that was read before.
    let aborted: AbortedTransactions?

    struct Segment {
        enum Kind {
            case active(any LogFile, IndexEntry)
            case sealed(SealedSegment, relativeOffset: Int64)
        }
        let kind: Kind
        let baseOffset: Int64
        /// Where what may be read ends in the file.
        var limit: Int64
        /// The limit is that of the high watermark, and what may be read ends before it.
        let isCutByOffset: Bool

        func cut(at limit: Int64) -> Segment {
            var segment = self
            segment.limit = limit
            return segment
        }
    }

    init(of offset: Int64, in view: LogView, upTo limit: PartitionLog.ReadLimit) throws(LogError) {
        guard !view.isClosed else { throw .closed }
        guard offset >= view.startOffset, offset <= view.endOffset else {
            throw .offsetOutOfRange(requested: offset, start: view.startOffset, end: view.endOffset)
        }
        self.offset = offset
        activeFile = view.active.file
        startOffset = view.startOffset
        highWatermark = view.highWatermark
        lastStableOffset = view.lastStableOffset
        endOffset = view.endOffset
        end =
            switch limit {
            case .highWatermark: highWatermark
            case .lastStableOffset: lastStableOffset
            case .logEnd: endOffset
            }
        aborted = limit == .lastStableOffset ? view.aborted : nil
        let isCut = limit == .lastStableOffset && end < highWatermark
        if offset >= end {
            segment = nil
        } else if let sealed = view.sealedSegment(containing: offset) {
            segment = Segment(
                kind: .sealed(sealed, relativeOffset: offset - sealed.baseOffset),
                baseOffset: sealed.baseOffset, limit: sealed.byteCount, isCutByOffset: isCut)
        } else {
            let active = view.active
            segment = Segment(
                kind: .active(
                    active.file, active.index.entries.floor(.offset(offset - active.baseOffset))),
                baseOffset: active.baseOffset,
                limit: limit == .logEnd ? active.byteCount : active.durableBytes, isCutByOffset: isCut)
        }
    }

    func slice(
        _ file: (any LogFile)? = nil, position: Int64, count: Int, from baseOffset: Int64,
        before nextOffset: Int64
    ) -> LogSlice {
        LogSlice(
            file: file ?? activeFile, position: position, byteCount: count, baseOffset: baseOffset,
            nextOffset: nextOffset, startOffset: startOffset, highWatermark: highWatermark,
            lastStableOffset: lastStableOffset, endOffset: endOffset)
    }
}

extension BatchScanner {
    /// Where the batches before `offset` end.
    /// - Returns: `nil` when something that is no batch comes first.
    mutating func end(before offset: Int64) throws(LogError) -> Int64? {
        while true {
            switch try next() {
            case .batch(let batch) where batch.header.baseOffset >= offset: return batch.position
            case .batch: continue
            case .end: return position
            case .damaged: return nil
            }
        }
    }

    /// Goes on to the batch that holds `offset`, or to the next one where compaction has left a gap.
    /// - Parameter entry: where the walk begins. A batch that is not the entry's shows that it lies, and
    ///   could hide others.
    /// - Returns: `nil` when what lies ahead doesn't lead to it.
    mutating func batch(
        atOrAfter offset: Int64, from entry: IndexEntry, of baseOffset: Int64
    ) throws(LogError) -> Found? {
        var isFirst = entry.position > 0
        while case .batch(let batch) = try next() {
            if isFirst, batch.header.baseOffset != baseOffset + Int64(entry.relativeOffset) { return nil }
            isFirst = false
            if batch.header.lastOffset >= offset { return batch }
        }
        return nil
    }
}
