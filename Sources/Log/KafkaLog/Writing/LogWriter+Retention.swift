internal import Logging

extension LogWriter {
    /// See `PartitionLog.applyRetention`.
    mutating func applyRetention(now: Int64) throws(LogError) -> Int {
        self.now = now
        try makeWritable()
        guard configuration.cleanupPolicy != .compact else { return 0 }
        let cutoff = configuration.retentionMilliseconds.map { now - $0 }
        if let cutoff, isActiveOlder(than: cutoff) { try roll() }
        let view = view.withLock { $0 }
        var total = view.byteCount
        var newStart: Int64?
        for segment in view.sealed {
            let isTooMuch = configuration.retentionBytes.map { total - segment.byteCount >= $0 } ?? false
            if !isTooMuch, try !isOlder(segment, than: cutoff) { break }
            total -= segment.byteCount
            newStart = segment.endOffset
        }
        guard let newStart else { return 0 }
        return try moveStart(to: newStart)
    }

    private func isActiveOlder(than cutoff: Int64) -> Bool {
        view.withLock { view in
            let newest = view.active.index.maxTimestamp
            return view.active.byteCount > 0 && newest >= 0 && newest < cutoff
        }
    }

    private func isOlder(_ segment: SealedSegment, than cutoff: Int64?) throws(LogError) -> Bool {
        guard let cutoff else { return false }
        let open = try OpenSegment(
            segment, paths: paths, indexIntervalBytes: configuration.indexIntervalBytes,
            fileSystem: fileSystem)
        return open.maxTimestamp >= 0 && open.maxTimestamp < cutoff
    }

    /// See `PartitionLog.deleteRecords`.
    mutating func deleteRecords(before offset: Int64) throws(LogError) -> Int64 {
        try makeWritable()
        let view = view.withLock { $0 }
        guard offset >= 0, offset <= view.highWatermark else {
            throw .offsetOutOfRange(requested: offset, start: view.startOffset, end: view.highWatermark)
        }
        if offset > view.startOffset { _ = try moveStart(to: offset) }
        return max(offset, view.startOffset)
    }

    /// The new start is durable before anything is deleted: a crash in between leaves files that the next
    /// start clears away, and never a log that begins later than it says. So are the producers: what is
    /// deleted cannot be asked for them any more.
    /// - Returns: how many segments were deleted.
    private mutating func moveStart(to offset: Int64) throws(LogError) -> Int {
        let isDeleting = view.withLock { ($0.sealed.first?.endOffset ?? Int64.max) <= offset }
        if isDeleting {
            try sync()
            let end = view.withLock { $0.highWatermark }
            try ProducerSnapshots(paths, fileSystem).write(producers, offset: end, durably: true)
        }
        try fileSystem.replace(
            StartOffsetFile.name, in: paths.directory, with: StartOffsetFile.encode(offset), durably: true)
        producers.transactions.forget(before: offset)
        let transactions = producers.transactions
        let unneeded = view.withLock { view in
            view.transactions = transactions
            view.startOffset = max(view.startOffset, offset)
            let unneeded = view.sealed.prefix { $0.endOffset <= offset }
            view.sealed.removeFirst(unneeded.count)
            let first = view.sealed.first?.baseOffset ?? view.active.baseOffset
            view.abortedSpans.removeAll { $0.baseOffset < first }
            view.lastOpened = nil
            return unneeded
        }
        for segment in unneeded {
            do throws(LogError) {
                try fileSystem.remove(paths.log(segment.baseOffset))
                try fileSystem.remove(paths.index(segment.baseOffset))
                try fileSystem.remove(paths.aborted(segment.baseOffset))
            } catch {
                logger.warning(
                    "a segment that is no longer needed could not be deleted; the next start tries again",
                    metadata: ["error": "\(error)"])
            }
        }
        return unneeded.count
    }
}
