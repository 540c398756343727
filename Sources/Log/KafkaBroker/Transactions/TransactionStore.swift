internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOPosix

/// The topic that keeps the transactions: the last record of an id is what counts.
///
/// It is compacted as the offsets are: the whole table is written to its end, and what came before is
/// dropped; meanwhile nothing else is written.
final class TransactionStore: Sendable {
    typealias Completion = @Sendable (ErrorCode) -> Void

    private struct Write {
        let record: TransactionRecord
        let completion: Completion
    }

    private struct State {
        /// What is on disk.
        var table: [String: TransactionStateMachine] = [:]
        var writesInFlight = 0
        var isCompacting = false
        var deferred: [Write] = []
        var compactedBytes: Int64 = 0
    }

    static let topic = "__transaction_state"
    /// Below this size the topic is not worth compacting.
    private static let compactionBytes: Int64 = 4 << 20
    /// A record can hold thousands of partitions and positions.
    private static let maximumBatchBytes = 16 << 20

    private let log: PartitionLog
    private let flusher: LogFlusher
    private let threadPool: NIOThreadPool
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    /// Blocks for the disk.
    /// - Parameter clock: milliseconds since 1970.
    init(
        in directory: LogDirectory, flusher: LogFlusher, threadPool: NIOThreadPool,
        clock: @escaping @Sendable () -> Int64, logger: Logger
    ) throws(LogError) {
        if directory.topic(Self.topic) == nil {
            _ = try directory.createTopic(
                Self.topic, partitionCount: 1,
                overrides: [
                    "cleanup.policy": "compact", "retention.ms": "-1", "retention.bytes": "-1",
                    "segment.bytes": "1048576", "max.message.bytes": "\(Self.maximumBatchBytes)",
                ])
        }
        guard let log = directory.partition(topic: Self.topic, index: 0) else {
            throw .unknownTopic(Self.topic)
        }
        self.log = log
        self.flusher = flusher
        self.threadPool = threadPool
        self.clock = clock
        self.logger = logger
        try load()
    }

    var transactions: [String: TransactionStateMachine] { state.withLockedValue { $0.table } }

    /// Keeps the record; `completion` hears of it once it is on disk.
    func write(_ record: TransactionRecord, completion: @escaping Completion) {
        let mustWait = state.withLockedValue { state in
            if state.isCompacting {
                state.deferred.append(Write(record: record, completion: completion))
            } else {
                state.writesInFlight += 1
            }
            return state.isCompacting
        }
        if !mustWait { append(Write(record: record, completion: completion)) }
    }

    private func append(_ write: Write) {
        do throws(LogError) {
            let batch = Self.batch([write.record], now: clock())
            try flusher.append(batch, to: log, acknowledge: .synced) { result in
                switch result {
                case .success: self.finish(write, .none)
                case .failure(let error): self.finish(write, ErrorCode(error))
                }
            }
        } catch {
            finish(write, ErrorCode(error))
        }
    }

    private func finish(_ write: Write, _ error: ErrorCode) {
        let mustCompact = state.withLockedValue { state in
            if error == .none { state.table[write.record.id] = write.record.value }
            state.writesInFlight -= 1
            let size = log.byteCount
            if size > Self.compactionBytes && size > 4 * state.compactedBytes { state.isCompacting = true }
            return state.isCompacting && state.writesInFlight == 0
        }
        write.completion(error)
        if mustCompact { compact() }
    }

    // MARK: Compaction

    /// Runs with no write in flight, so the table is all that the topic says.
    private func compact() {
        let records = state.withLockedValue { state in
            state.table.map { TransactionRecord(id: $0.key, value: $0.value) }
        }
        guard !records.isEmpty else { return dropRecords(before: log.endOffset) }
        let now = clock()
        let snapshot = records.flatMap { Self.batch([$0], now: now) }
        do throws(LogError) {
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
        if let error { logger.warning("the transactions' states could not be compacted: \(error)") }
        let deferred = state.withLockedValue { state in
            state.isCompacting = false
            state.compactedBytes = log.byteCount
            defer { state.deferred = [] }
            state.writesInFlight += state.deferred.count
            return state.deferred
        }
        for write in deferred { append(write) }
    }

    // MARK: The topic's bytes

    private func load() throws(LogError) {
        var table: [String: TransactionStateMachine] = [:]
        var offset = log.startOffset
        while true {
            let slice = try log.read(from: offset, maximumBytes: 1 << 20, upTo: .logEnd)
            if slice.isEmpty { break }
            let bytes = try slice.bytes()
            let start = offset
            let next = bytes.withUnsafeBytes { bytes in
                Result { () throws(RecordBatchError) in try Self.replay(bytes, from: start, into: &table) }
            }
            switch next {
            case .success(let next): offset = next
            case .failure(let error):
                throw .corrupt(path: "\(log.topic)-0", position: offset, reason: "\(error)")
            }
        }
        let loaded = table
        let size = min(log.byteCount, Self.compactionBytes / 4)
        state.withLockedValue { state in
            state.table = loaded
            state.compactedBytes = size
        }
    }

    private static func replay(
        _ bytes: UnsafeRawBufferPointer, from start: Int64,
        into table: inout [String: TransactionStateMachine]
    ) throws(RecordBatchError) -> Int64 {
        var next = start
        var batches = RecordBatchIterator(bytes)
        while let batch = try batches.next() {
            next = batch.header.nextOffset
            var reader = try RecordReader(header: batch.header, batch: batch.bytes)
            while let record = try reader.next() {
                guard record.offset >= start, let key = record.key,
                    let decoded = TransactionRecord(key: key, value: record.value)
                else { continue }
                table[decoded.id] = decoded.value
            }
        }
        return next
    }

    private static func batch(_ records: [TransactionRecord], now: Int64) -> [UInt8] {
        var builder = RecordBatchBuilder()
        for record in records {
            builder.append(timestamp: now, key: record.keyBytes, value: record.valueBytes)
        }
        return builder.finish()
    }
}
