internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOPosix

/// The committed offsets: in memory to be read, and in the offsets topic to be kept.
///
/// A commit is acknowledged once it is on disk. The topic is compacted by writing the whole table to its end
/// and dropping what came before; commits wait for that, so that no older value can overtake a newer one.
final class OffsetStore: Sendable {
    typealias Completion = @Sendable (ErrorCode) -> Void

    private struct Commit {
        var records: [OffsetRecord]
        var completion: Completion
    }

    private struct State {
        var table = OffsetTable()
        var commitsInFlight = 0
        var isCompacting = false
        /// Commits that wait until the compaction is done.
        var deferred: [Commit] = []
        /// The size of the topic after its last compaction.
        var compactedBytes: Int64 = 0
    }

    /// Below this size the topic is not worth compacting.
    static let compactionBytes: Int64 = 4 << 20
    /// A batch is closed when it has grown past this, well below what a topic takes.
    private static let batchBytes = 512 << 10

    private let log: PartitionLog
    private let flusher: LogFlusher
    private let threadPool: NIOThreadPool
    private let limit: Int
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    /// - Parameter clock: milliseconds since 1970.
    init(
        log: PartitionLog, flusher: LogFlusher, threadPool: NIOThreadPool, limit: Int,
        clock: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.log = log
        self.flusher = flusher
        self.threadPool = threadPool
        self.limit = limit
        self.clock = clock
        self.logger = logger
    }

    // MARK: Reading

    subscript(key: OffsetKey) -> CommittedOffset? { state.withLockedValue { $0.table[key] } }

    func offsets(of group: String) -> [(topic: String, partitions: [(Int32, CommittedOffset)])] {
        state.withLockedValue { $0.table.offsets(of: group) }
    }

    func contains(group: String) -> Bool { state.withLockedValue { $0.table.contains(group: group) } }

    var groupIDs: [String] { state.withLockedValue { $0.table.groupIDs } }

    // MARK: Writing

    /// Keeps the records; `completion` hears of it once they are on disk and can be read here.
    func commit(_ records: [OffsetRecord], completion: @escaping Completion) {
        let mayStart = state.withLockedValue { state -> Bool? in
            if state.table.count + records.count > limit && records.contains(where: { $0.value != nil }) {
                return nil
            }
            if state.isCompacting {
                state.deferred.append(Commit(records: records, completion: completion))
                return false
            }
            state.commitsInFlight += 1
            return true
        }
        switch mayStart {
        case nil: completion(.policyViolation)
        case true?: append(records, completion: completion)
        case false?: break
        }
    }

    /// Forgets the positions that match, in memory and on disk; `completion` hears of it after.
    func remove(where matches: (OffsetKey, CommittedOffset) -> Bool, completion: @escaping Completion) {
        let tombstones = state.withLockedValue { $0.table.tombstones(where: matches) }
        if tombstones.isEmpty { return completion(.none) }
        commit(tombstones, completion: completion)
    }

    /// As `remove`, where nobody waits for the outcome.
    func forget(
        where matches: (OffsetKey, CommittedOffset) -> Bool, completion: @escaping @Sendable () -> Void
    ) {
        remove(where: matches) { [logger] error in
            defer { completion() }
            guard error != .none else { return }
            logger.warning("committed offsets could not be removed, and stay until the next try: \(error)")
        }
    }

    private func append(_ records: [OffsetRecord], completion: @escaping Completion) {
        do throws(LogError) {
            try flusher.append(Self.batches(of: records, now: clock()), to: log, acknowledge: .synced) {
                result in
                switch result {
                case .success: self.finish(records, .none, completion)
                case .failure(let error): self.finish([], ErrorCode(error), completion)
                }
            }
        } catch {
            finish([], ErrorCode(error), completion)
        }
    }

    private func finish(_ records: [OffsetRecord], _ error: ErrorCode, _ completion: @escaping Completion) {
        let mustCompact = state.withLockedValue { state in
            for record in records { state.table.apply(record) }
            state.commitsInFlight -= 1
            let size = log.byteCount
            if size > Self.compactionBytes && size > 4 * state.compactedBytes { state.isCompacting = true }
            return state.isCompacting && state.commitsInFlight == 0
        }
        completion(error)
        if mustCompact { compact() }
    }

    // MARK: Compaction

    /// Runs with no commit in flight, so the table in memory is all that the topic says.
    private func compact() {
        let records = state.withLockedValue { $0.table.records }
        guard !records.isEmpty else { return dropRecords(before: log.endOffset) }
        do throws(LogError) {
            let snapshot = Self.batches(of: records, now: clock())
            try flusher.append(snapshot, to: log, acknowledge: .synced) { result in
                switch result {
                case .success(let appended): self.dropRecords(before: appended.baseOffset)
                case .failure(let error): self.endCompaction(error)
                }
            }
        } catch {
            endCompaction(error)
        }
    }

    private func dropRecords(before offset: Int64) {
        threadPool.submit { _ in
            do throws(LogError) {
                _ = try self.log.deleteRecords(before: offset)
                self.endCompaction(nil)
            } catch {
                self.endCompaction(error)
            }
        }
    }

    private func endCompaction(_ error: LogError?) {
        if let error { logger.warning("the committed offsets could not be compacted: \(error)") }
        let deferred = state.withLockedValue { state in
            state.isCompacting = false
            state.compactedBytes = log.byteCount
            defer { state.deferred = [] }
            state.commitsInFlight += state.deferred.count
            return state.deferred
        }
        for commit in deferred { append(commit.records, completion: commit.completion) }
    }

    // MARK: The topic's bytes

    /// Reads the whole topic back. Blocks; before the first commit.
    func load() throws(LogError) {
        var table = OffsetTable()
        var offset = log.startOffset
        while true {
            let slice = try log.read(from: offset, maximumBytes: 1 << 20, upTo: .logEnd)
            if slice.isEmpty { break }
            let bytes = try slice.bytes()
            do throws(RecordBatchError) {
                offset = try Self.replay(bytes, from: offset, into: &table)
            } catch {
                throw .corrupt(path: Self.description(of: log), position: offset, reason: "\(error)")
            }
        }
        let loaded = table
        let size = log.byteCount
        state.withLockedValue { state in
            state.table = loaded
            state.compactedBytes = min(size, Self.compactionBytes / 4)
        }
    }

    private static func description(of log: PartitionLog) -> String { "\(log.topic)-\(log.partition)" }

    /// - Returns: the offset after the last batch.
    private static func replay(
        _ bytes: [UInt8], from start: Int64, into table: inout OffsetTable
    ) throws(RecordBatchError) -> Int64 {
        let outcome: Result<Int64, RecordBatchError> = bytes.withUnsafeBytes { buffer in
            do throws(RecordBatchError) {
                return .success(try replay(buffer, from: start, into: &table))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static func replay(
        _ buffer: UnsafeRawBufferPointer, from start: Int64, into table: inout OffsetTable
    ) throws(RecordBatchError) -> Int64 {
        var next = start
        var batches = RecordBatchIterator(buffer)
        while let batch = try batches.next() {
            next = batch.header.nextOffset
            if batch.header.attributes.isControl { continue }
            var reader = try RecordReader(header: batch.header, batch: batch.bytes)
            while let record = try reader.next() {
                guard record.offset >= start, let key = record.key,
                    let decoded = OffsetRecord(key: key, value: record.value)
                else { continue }
                table.apply(decoded)
            }
        }
        return next
    }

    private static func batches(of records: [OffsetRecord], now: Int64) -> [UInt8] {
        var finished: [UInt8] = []
        var builder = RecordBatchBuilder()
        for record in records {
            builder.append(timestamp: now, key: record.keyBytes, value: record.valueBytes)
            if builder.byteCount > batchBytes {
                finished += builder.finish()
                builder = RecordBatchBuilder()
            }
        }
        if builder.recordCount > 0 { finished += builder.finish() }
        return finished
    }
}
