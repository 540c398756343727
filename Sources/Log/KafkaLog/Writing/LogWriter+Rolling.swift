internal import Logging

extension LogWriter {
    /// Closes the active segment and starts the next. The closed one is durable before there is another.
    mutating func roll() throws(LogError) {
        try sync()
        let sealed = view.withLock { view in
            view.active.index.addEnd(at: view.active.byteCount, offset: view.endOffset)
            return SealedSegment(
                baseOffset: view.active.baseOffset, endOffset: view.endOffset,
                byteCount: view.active.byteCount)
        }
        guard sealed.byteCount > 0 else { return }
        checkpoint()
        let next = sealed.endOffset
        let file = try begin(next)
        do throws(LogError) {
            try sealAborted(besides: sealed.baseOffset)
        } catch {
            giveUp(next)
            throw error
        }
        let index = IndexBuilder(baseOffset: next, intervalBytes: configuration.indexIntervalBytes)
        view.withLock { view in
            view.sealed.append(sealed)
            view.active = ActiveSegment(
                file: file, byteCount: 0, durableBytes: 0, index: index, durableMaxTimestamp: -1)
        }
        flushedEntries = 0
        checkpointedBytes = 0
    }

    /// Moves the aborted transactions from memory into the closed segment's file.
    private mutating func sealAborted(besides baseOffset: Int64) throws(LogError) {
        guard !producers.transactions.aborted.isEmpty else { return }
        let span = try AbortedFile.write(
            producers.transactions.aborted, besides: baseOffset, paths, fileSystem)
        producers.transactions.forget(before: .max)
        let transactions = producers.transactions
        view.withLock { view in
            view.abortedSpans.append(span)
            view.transactions = transactions
        }
    }

    /// Makes the file of the next segment, or leaves none: the next start would take it for the end of the
    /// log, while the segment before goes on.
    private mutating func begin(_ baseOffset: Int64) throws(LogError) -> any LogFile {
        do throws(LogError) {
            let file = try fileSystem.open(paths.log(baseOffset), create: true)
            try file.truncate(to: 0)
            try fileSystem.syncDirectory(paths.directory)
            return file
        } catch {
            giveUp(baseOffset)
            throw error
        }
    }

    /// Best now; else before the next append.
    private mutating func giveUp(_ baseOffset: Int64) {
        unusedSegment = baseOffset
        try? removeUnusedSegment()
    }

    mutating func removeUnusedSegment() throws(LogError) {
        guard let unusedSegment else { return }
        try fileSystem.remove(paths.log(unusedSegment))
        self.unusedSegment = nil
    }

    /// Writes out index and producers, so that recovery need not read what lies before. All of it is durable.
    ///
    /// Nothing depends on success: without it recovery reads more.
    /// - Parameter durably: costs two syncs; without, a power cut can take the checkpoint back.
    mutating func checkpoint(durably: Bool = true) {
        let (active, offset) = view.withLock { ($0.active, $0.highWatermark) }
        let entries = active.index.entries
        guard offset != checkpointedOffset || entries.count > flushedEntries else { return }
        // After a failure the next try comes after as many bytes as after a success.
        checkpointedBytes = active.byteCount
        producers.forget(silentSince: now - configuration.producerExpirationMilliseconds, now: now)
        do throws(LogError) {
            if entries.count > flushedEntries || flushedEntries == 0 {
                try IndexFile.write(
                    entries[flushedEntries...], after: flushedEntries, paths.index(active.baseOffset),
                    baseOffset: active.baseOffset, fileSystem)
                flushedEntries = entries.count
            }
            try ProducerSnapshots(paths, fileSystem).write(producers, offset: offset, durably: durably)
            checkpointedOffset = offset
            checkpointFails = false
        } catch {
            // Once, not every few megabytes.
            if !checkpointFails {
                logger.warning("a checkpoint of the log failed", metadata: ["error": "\(error)"])
            }
            checkpointFails = true
        }
    }

    /// Makes everything durable and lets go of the files.
    mutating func close() {
        guard !view.withLock({ $0.isClosed }) else { return }
        do throws(LogError) {
            try makeWritable()
            try sync()
            checkpoint(durably: false)
        } catch {
            logger.error(
                "the log could not be closed cleanly; it recovers at the next start",
                metadata: ["error": "\(error)"])
        }
        view.withLock { view in
            view.isClosed = true
            view.lastOpened = nil
        }
    }
}
