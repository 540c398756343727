internal import KafkaRecords
package import Logging

/// The durable log of one partition.
///
/// Safe from any thread. One append, sync, retention or deletion at a time; reading never waits for them, nor
/// they for it. Everything that touches files blocks its caller: use a dedicated thread.
///
/// Promises: what lies before the high watermark is on disk, whole, and stays as it is; an append is taken
/// completely or not at all; after a crash the log is what it was at some moment not before the last sync.
package final class PartitionLog: Sendable {
    package let topic: String
    package let topicID: TopicID
    package let partition: Int

    let view: Guarded<LogView>
    private let writer: Guarded<LogWriter>
    let cleaning = Guarded(CleaningState())
    let paths: SegmentPaths
    let fileSystem: any LogFileSystem
    let indexIntervalBytes: Int

    /// Opens the log in `directory`, which exists, and recovers it from whatever a crash left.
    package init(
        topic: String, topicID: TopicID, partition: Int, directory: String, configuration: LogConfiguration,
        fileSystem: any LogFileSystem, logger: Logger
    ) throws(LogError) {
        var logger = logger
        logger[metadataKey: "partition"] = "\(topic)-\(partition)"
        self.topic = topic
        self.topicID = topicID
        self.partition = partition
        self.fileSystem = fileSystem
        indexIntervalBytes = configuration.indexIntervalBytes
        paths = SegmentPaths(directory: directory)
        let recovered = try LogRecovery(
            paths: paths, configuration: configuration, fileSystem: fileSystem, logger: logger
        ).recover()
        view = Guarded(recovered.view)
        var writer = LogWriter(
            recovered, view: view, paths: paths, configuration: configuration, fileSystem: fileSystem,
            logger: logger)
        if recovered.needsCheckpoint { writer.checkpoint() }
        self.writer = Guarded(writer)
    }

    /// The first offset that can be read.
    package var startOffset: Int64 { view.withLock { $0.startOffset } }
    /// Everything before this offset is on disk, and consumers may see it.
    package var highWatermark: Int64 { view.withLock { $0.highWatermark } }
    /// Everything before this offset is on disk and decided: of a transaction that was committed or aborted,
    /// or of none.
    package var lastStableOffset: Int64 { view.withLock { $0.lastStableOffset } }
    /// The offset that the next record gets.
    package var endOffset: Int64 { view.withLock { $0.endOffset } }
    /// The aborted transactions that have records in a range. A slice of committed records has its own.
    package func abortedTransactions(
        from start: Int64, before end: Int64
    ) throws(LogError) -> [TransactionTable.Aborted] {
        try view.withLock { $0.aborted }.inRange(from: start, before: end, paths, fileSystem)
    }

    /// Of all segments, without indexes.
    package var byteCount: Int64 { view.withLock { $0.byteCount } }
    /// Tells whether an append still counts: see `AppendResult.generation`.
    package var generation: UInt64 { writer.withLock { $0.generation } }

    /// Appends batches behind the end, in the order given. They are readable up to `.logEnd` at once, and
    /// durable and visible to consumers after `sync`.
    ///
    /// Fills in offsets, leader epoch and, where the topic says so, the time; checks sizes and the sequence
    /// numbers of idempotent producers. A repetition is answered with the offsets of the first time.
    /// - Parameter batches: one or more whole batches, whose checksums have been compared; changed in place.
    /// - Parameter now: milliseconds since 1970.
    /// - Throws: with the log as it was before.
    @discardableResult
    package func append(
        _ batches: UnsafeMutableRawBufferPointer, now: Int64, leaderEpoch: Int32 = 0
    ) throws(LogError) -> AppendResult {
        try writer.withLock { (writer) throws(LogError) in
            try writer.append(batches, now: now, leaderEpoch: leaderEpoch)
        }
    }

    /// As above, for bytes that are given away.
    @discardableResult
    package func append(
        _ batches: consuming [UInt8], now: Int64, leaderEpoch: Int32 = 0
    ) throws(LogError) -> AppendResult {
        let result = batches.withUnsafeMutableBytes { bytes in
            Result { () throws(LogError) in try append(bytes, now: now, leaderEpoch: leaderEpoch) }
        }
        return try result.get()
    }

    /// Makes everything that was appended durable, and moves the high watermark to the end.
    ///
    /// When the disk fails, everything after the high watermark is taken back, since nobody can know how much
    /// of it was kept: then the error is thrown here, the generation grows, and whoever appended must do so
    /// again.
    /// - Parameter generation: that of an `AppendResult`; `lostBeforeSync` is thrown when it is a former one.
    package func sync(expecting generation: UInt64? = nil) throws(LogError) {
        try writer.withLock { (writer) throws(LogError) in
            if let generation, generation != writer.generation {
                throw .lostBeforeSync(path: paths.directory)
            }
            try writer.sync()
        }
    }

    /// Deletes the oldest segments, as far as the topic's retention by time and size says. Records that are
    /// not yet durable, and the segment being written while it is young enough, stay.
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: how many segments were deleted.
    package func applyRetention(now: Int64) throws(LogError) -> Int {
        try writer.withLock { (writer) throws(LogError) in try writer.applyRetention(now: now) }
    }

    /// Makes the log start at `offset`, at most the high watermark. Space is freed by whole segments.
    /// - Returns: the log's start.
    package func deleteRecords(before offset: Int64) throws(LogError) -> Int64 {
        try writer.withLock { (writer) throws(LogError) in try writer.deleteRecords(before: offset) }
    }

    /// Puts a compacted segment in the place of others.
    /// - Returns: `false` when they are not there any more.
    func swap(_ cleaned: SegmentCleaner.Cleaned, for group: [SealedSegment]) throws(LogError) -> Bool {
        try writer.withLock { (writer) throws(LogError) in try writer.swap(cleaned, for: group) }
    }

    /// Keeps how far compaction came. A crash may take it back: then it is done once more.
    func keepFirstDirtyOffset(_ offset: Int64) throws(LogError) {
        // With the lock, since there is one temporary name in a directory.
        try writer.withLock { (_) throws(LogError) in
            guard !isClosed else { throw .closed }
            try fileSystem.replace(
                SegmentPaths.firstDirtyOffsetName, in: paths.directory, with: StartOffsetFile.encode(offset),
                durably: false)
        }
    }

    var configuration: LogConfiguration { writer.withLock { $0.configuration } }
    var isClosed: Bool { view.withLock { $0.isClosed } }

    /// Where the newest batch of each producer ends.
    var lastOffsetsOfProducers: Set<Int64> {
        writer.withLock { writer in
            Set(writer.producers.producers.values.compactMap { $0.batches.last?.lastOffset })
        }
    }

    /// Takes effect with the next append or retention; the index interval with the next start.
    func setConfiguration(_ configuration: LogConfiguration) {
        writer.withLock { $0.configuration = configuration }
    }

    /// Makes everything durable and closes. Slices that were read before go on being readable.
    package func close() {
        writer.withLock { $0.close() }
        waitForCleaning()
    }

    /// Closes without saving anything: the files are about to be deleted.
    func abandon() {
        writer.withLock { _ in
            view.withLock { view in
                view.isClosed = true
                view.lastOpened = nil
            }
        }
        waitForCleaning()
    }

    /// A pass that sees the log closed stops soon, and touches no file after.
    private func waitForCleaning() { cleaning.withLock { _ in } }
}
