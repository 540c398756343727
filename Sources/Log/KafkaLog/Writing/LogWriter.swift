internal import KafkaRecords
internal import Logging

/// The one writer of a partition's log: append, sync, roll. Lives behind the log's writer lock; what readers
/// may see goes to the shared view in one step.
struct LogWriter {
    let paths: SegmentPaths
    let fileSystem: any LogFileSystem
    let logger: Logger
    let view: Guarded<LogView>
    var configuration: LogConfiguration
    var producers: ProducerTable
    /// How many entries of the active segment's index are in its file.
    var flushedEntries: Int
    /// Grows whenever records are taken back that were appended and not yet durable.
    private(set) var generation: UInt64 = 0
    private var repair = Repair.none
    /// A segment that was begun in vain, and whose file is still there.
    var unusedSegment: Int64?
    /// The directory and the files' names are known to be on disk.
    private var namesAreDurable: Bool
    /// The active segment's size as of the last checkpoint.
    var checkpointedBytes: Int64
    /// Where the newest snapshot is; `nil` when the log holds more than any tells.
    var checkpointedOffset: Int64?
    var checkpointFails = false
    /// The latest time that a caller gave, milliseconds since 1970.
    var now: Int64 = 0

    /// What has to be done to the active file before it can be written again.
    private enum Repair {
        case none
        /// A write broke off: cut what it left behind the end.
        case cut
        /// A sync failed: the system may have dropped any of the bytes that were not durable, or their block.
        case rewrite
    }

    init(
        _ recovered: LogRecovery.Result, view: Guarded<LogView>, paths: SegmentPaths,
        configuration: LogConfiguration, fileSystem: any LogFileSystem, logger: Logger
    ) {
        self.paths = paths
        self.fileSystem = fileSystem
        self.logger = logger
        self.view = view
        self.configuration = configuration
        producers = recovered.producers
        flushedEntries = recovered.flushedEntries
        namesAreDurable = recovered.view.active.byteCount > 0
        checkpointedBytes = recovered.view.active.byteCount
        checkpointedOffset = recovered.needsCheckpoint ? nil : recovered.view.highWatermark
    }

    /// See `PartitionLog.append`.
    mutating func append(
        _ batches: UnsafeMutableRawBufferPointer, now: Int64, leaderEpoch: Int32
    ) throws(LogError) -> AppendResult {
        self.now = now
        try makeWritable()
        let isStamped = configuration.timestampType == .logAppendTime
        var plan = try AppendPlan(
            UnsafeRawBufferPointer(batches), firstOffset: view.withLock { $0.endOffset },
            maximumBatchBytes: configuration.maximumBatchBytes, producers: producers)
        if let duplicate = plan.duplicate {
            return AppendResult(
                baseOffset: duplicate.baseOffset, lastOffset: duplicate.lastOffset, logAppendTime: -1,
                isDuplicate: true, generation: generation)
        }
        guard batches.count <= Int(Int32.max) else {
            throw .batchTooLarge(bytes: batches.count, limit: Int(Int32.max))
        }
        plan.assign(to: batches, leaderEpoch: leaderEpoch, logAppendTime: isStamped ? now : nil)
        if shouldRoll(for: plan, bytes: batches.count) { try roll() }
        try write(UnsafeRawBufferPointer(batches))
        publish(plan)
        return AppendResult(
            baseOffset: plan.headers[0].baseOffset, lastOffset: plan.nextOffset - 1,
            logAppendTime: isStamped ? now : -1, isDuplicate: false, generation: generation)
    }

    private func shouldRoll(for plan: AppendPlan, bytes: Int) -> Bool {
        let active = view.withLock { $0.active }
        guard active.byteCount > 0 else { return false }
        if active.byteCount + Int64(bytes) > Int64(configuration.segmentBytes) { return true }
        if plan.nextOffset - active.baseOffset > Int64(Int32.max) { return true }
        if producers.transactions.aborted.count >= TransactionTable.mostAborted { return true }
        guard let first = active.firstTimestamp, first >= 0, plan.maxTimestamp >= 0 else { return false }
        return plan.maxTimestamp - first >= configuration.segmentMilliseconds
    }

    /// Writes behind the end, or cuts back what it wrote.
    private mutating func write(_ bytes: UnsafeRawBufferPointer) throws(LogError) {
        let (file, end) = view.withLock { ($0.active.file, $0.active.byteCount) }
        do {
            try file.writeFully(bytes, at: end)
        } catch {
            do {
                try file.truncate(to: end)
            } catch {
                repair = .cut
            }
            throw error
        }
    }

    private mutating func publish(_ plan: AppendPlan) {
        for header in plan.headers {
            producers.record(header, now: now, marker: plan.markers[header.baseOffset])
        }
        let transactions = producers.transactions
        view.withLock { view in
            view.transactions = transactions
            if view.active.firstTimestamp == nil { view.active.firstTimestamp = plan.headers[0].maxTimestamp }
            for header in plan.headers {
                view.active.index.add(header, at: view.active.byteCount)
                view.active.byteCount += Int64(header.totalBytes)
            }
            view.endOffset = plan.nextOffset
        }
    }

    /// See `PartitionLog.sync`.
    mutating func sync() throws(LogError) {
        let (file, isDirty) = view.withLock { ($0.active.file, $0.highWatermark < $0.endOffset) }
        guard isDirty else { return }
        do throws(LogError) {
            if !namesAreDurable { try paths.makeNamesDurable(fileSystem) }
            try file.sync()
            namesAreDurable = true
        } catch {
            takeBackUnsynced()
            // Best now, while the bytes before the failure are sure to be in memory; else before the next
            // append.
            try? makeWritable()
            throw error
        }
        let isCheckpointDue = view.withLock { view in
            view.highWatermark = view.endOffset
            view.active.durableBytes = view.active.byteCount
            view.active.durableMaxTimestamp = view.active.index.maxTimestamp
            return view.active.byteCount - checkpointedBytes >= Int64(configuration.checkpointBytes)
        }
        if isCheckpointDue { checkpoint() }
    }

    /// After a failed sync nobody can say which of the unsynced bytes will ever reach the disk, and a second
    /// sync that succeeds proves nothing: the log ends where it was last known to be durable.
    private mutating func takeBackUnsynced() {
        generation += 1
        repair = .rewrite
        view.withLock { view in
            view.endOffset = view.highWatermark
            view.active.byteCount = view.active.durableBytes
            view.active.index.cut(
                to: view.active.durableBytes, maxTimestamp: view.active.durableMaxTimestamp)
            if view.active.byteCount == 0 { view.active.firstTimestamp = nil }
        }
    }

    /// Does what is left to do after an earlier failure.
    mutating func makeWritable() throws(LogError) {
        let (active, isClosed) = view.withLock { ($0.active, $0.isClosed) }
        guard !isClosed else { throw .closed }
        try removeUnusedSegment()
        switch repair {
        case .none: return
        case .cut:
            try active.file.truncate(to: active.byteCount)
        case .rewrite:
            try active.file.truncate(to: active.durableBytes)
            try rewriteLastBlock(of: active)
            try active.file.sync()
            producers = try ProducerReplay(
                paths: paths, configuration: configuration, fileSystem: fileSystem
            ).producers(of: view.withLock { $0 })
            producers.transactions.forget(before: active.baseOffset)
            let transactions = producers.transactions
            view.withLock { $0.transactions = transactions }
        }
        repair = .none
        logger.notice("the log can be written again", metadata: ["file": "\(active.file.path)"])
    }

    /// The block that holds the durable end also held bytes that failed: make the system write it once more.
    private func rewriteLastBlock(of active: ActiveSegment) throws(LogError) {
        let start = active.durableBytes & ~4095
        var block = [UInt8](repeating: 0, count: Int(active.durableBytes - start))
        guard try active.file.read(&block, count: block.count, at: start) == block.count else {
            throw .corrupt(path: active.file.path, position: start, reason: "the file ends early")
        }
        try active.file.write(block, at: start)
    }
}
