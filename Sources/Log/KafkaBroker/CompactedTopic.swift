internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords

/// One of the broker's own topics: of the records with one key the last counts, and compaction drops the
/// others.
///
/// Nobody but the broker writes it, or changes its settings.
final class CompactedTopic: Sendable {
    struct Record {
        let key: [UInt8]
        /// `nil`: forget the key.
        let value: [UInt8]?
    }

    /// A batch is closed when it has grown past this. A single record can be larger.
    private static let batchBytes = 512 << 10
    private static let maximumBatchBytes = 16 << 20

    private let log: PartitionLog
    private let flusher: LogFlusher
    private let clock: @Sendable () -> Int64

    /// Makes the topic where there is none, and gives it its settings where it has others. One partition,
    /// since there is one coordinator. Blocks for the disk.
    /// - Parameter clock: milliseconds since 1970.
    init(
        _ name: String, in directory: LogDirectory, flusher: LogFlusher,
        clock: @escaping @Sendable () -> Int64
    ) throws(LogError) {
        let settings = [
            "cleanup.policy": "compact", "retention.ms": "-1", "retention.bytes": "-1",
            "segment.bytes": "1048576", "max.message.bytes": "\(Self.maximumBatchBytes)",
            // Nobody reads the topic who could miss a tombstone.
            "delete.retention.ms": "0",
        ]
        if let existing = directory.topic(name) {
            if existing.overrides != settings { try directory.setOverrides(settings, ofTopic: name) }
        } else {
            _ = try directory.createTopic(name, partitionCount: 1, overrides: settings)
        }
        guard let log = directory.partition(topic: name, index: 0) else { throw .unknownTopic(name) }
        self.log = log
        self.flusher = flusher
        self.clock = clock
    }

    /// Reads the whole topic, oldest records first. Blocks for the disk.
    /// - Throws: `corrupt` for what can't be read: without it nobody knows what counts.
    func replay(_ apply: (RecordReader.Record) throws(UnreadableRecord) -> Void) throws(LogError) {
        var offset = log.startOffset
        while true {
            let slice = try log.read(from: offset, maximumBytes: 1 << 20, upTo: .logEnd)
            if slice.isEmpty { return }
            let bytes = try slice.bytes()
            do {
                offset = try bytes.withUnsafeBytes { try Self.replay($0, from: offset, apply) }
            } catch {
                throw .corrupt(path: "\(log.topic)-\(log.partition)", position: offset, reason: "\(error)")
            }
        }
    }

    /// - Returns: the offset after the last batch.
    private static func replay(
        _ buffer: UnsafeRawBufferPointer, from start: Int64,
        _ apply: (RecordReader.Record) throws(UnreadableRecord) -> Void
    ) throws -> Int64 {
        var next = start
        var batches = RecordBatchIterator(buffer)
        while let batch = try batches.next() {
            next = batch.header.nextOffset
            if batch.header.attributes.isControl { continue }
            var reader = try RecordReader(header: batch.header, batch: batch.bytes)
            while let record = try reader.next() {
                if record.offset >= start && record.key != nil { try apply(record) }
            }
        }
        return next
    }

    /// Keeps the records, all or none; `completion` hears of it once they are on disk. In the order in which
    /// they are in the topic.
    func write(_ records: [Record], completion: @escaping @Sendable (ErrorCode) -> Void) {
        do throws(LogError) {
            try flusher.append(batches(of: records), to: log, acknowledge: .synced) { result in
                switch result {
                case .success: completion(.none)
                case .failure(let error): completion(ErrorCode(error))
                }
            }
        } catch {
            completion(ErrorCode(error))
        }
    }

    private func batches(of records: [Record]) -> [UInt8] {
        let now = clock()
        var finished: [UInt8] = []
        var builder = RecordBatchBuilder()
        for record in records {
            builder.append(timestamp: now, key: record.key, value: record.value)
            if builder.byteCount > Self.batchBytes {
                finished += builder.finish()
                builder = RecordBatchBuilder()
            }
        }
        if builder.recordCount > 0 { finished += builder.finish() }
        return finished
    }
}
