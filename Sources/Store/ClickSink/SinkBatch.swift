internal import ClickModel
internal import ClickStore
internal import KafkaClient
internal import PostgresClient

/// Turns the records of one transaction into `COPY` rows, and keeps the count of what became of each.
///
/// The rows of clicks leave in chunks while later records are still being decoded, so that PostgreSQL and the
/// decoder work at the same time; the rejections wait, in a bounded buffer, until the clicks are through.
///
/// One a worker, used again and again: in steady state nothing is allocated. A value that cannot be copied,
/// not a class: Swift would check each access to a class's property, several times a record.
struct SinkBatch: ~Copyable {
    /// Which road the clicks take. See `docs/architecture.md`, The sink.
    enum Road: Equatable {
        /// Straight into `user_clicks`: full speed, and one duplicate fails the batch.
        case direct
        /// Through a temporary table, leaving duplicates behind.
        case staged
    }

    /// What came of encoding.
    enum Outcome: Equatable {
        /// The records up to this index (exclusive) are encoded and sent.
        case encoded(upTo: Int)
        /// Rows need partitions that do not exist yet. Nothing of the batch may be committed.
        case missingDays(Set<ClickDay>)
    }

    private let decoder: ClickDecoder
    private let limits: SinkLimits
    private let topic: [UInt8]
    private(set) var clicks: CopyBinaryBuffer
    private(set) var rejections: CopyBinaryBuffer
    /// The records' timestamps, in runs of equal ones: their ages are known only once they are committed.
    private(set) var producedAt: [(milliseconds: Int64, count: Int)] = []
    /// Offsets to seek to, because a jump has to be confirmed.
    private(set) var seeks: [(partition: Int, offset: Int64)] = []
    /// For each row sent, the index of its record: PostgreSQL names a refused row by its number.
    private(set) var recordOfRow: [Int32] = []
    /// What the clicks add to rollups and sessions; `nil` where only rows are written.
    let aggregates: BatchAggregates?
    private let isReplay: Bool

    /// - Parameter isReplay: rejections that retention may have dropped are not written again.
    init(
        topic: String, limits: SinkLimits, isReplay: Bool = false, aggregates: BatchAggregates?,
        decoder: ClickDecoder = ClickDecoder()
    ) {
        self.decoder = decoder
        self.isReplay = isReplay
        self.aggregates = aggregates
        self.topic = Array(topic.utf8)
        self.limits = limits
        clicks = CopyBinaryBuffer(limit: limits.copyChunkBytes)
        rejections = CopyBinaryBuffer(limit: limits.rejectedBytes)
        producedAt.reserveCapacity(limits.batchRecords)
        recordOfRow.reserveCapacity(limits.batchRecords)
    }

    /// Encodes `records[start...]` until the end, or `maximumRecords`, or the room for rejections is used up.
    ///
    /// By the direct road every click is stored, and so it is counted for rollups and sessions at once; by
    /// the staged one see `countStored(_:among:)`.
    /// - Parameters:
    ///   - refused: what PostgreSQL refused on an earlier try, by index of the record.
    ///   - progress: by partition number; takes the arrivals into account.
    ///   - now: microseconds since 1970, what goes into `ingested_at` and `rejected_at`.
    ///   - session: takes the rows; a `COPY` into the table of the road is under way.
    /// - Throws: `PostgresError` where the connection breaks.
    mutating func encode(
        _ records: borrowing KafkaConsumerBatch, from start: Int, maximumRecords: Int,
        road: Road, refused: [Int: ClickRejection], progress: inout [PartitionProgress?], now: Int64,
        into session: SinkSession
    ) throws -> Outcome {
        clicks.writeHeader()
        let end = min(records.count, start + maximumRecords)
        var pass = SinkPass(road: road, refused: refused, now: now, days: session.days)
        var index = start
        while index < end && hasRoom(pass) {
            take(records.record(at: index), at: index, &pass, progress: &progress)
            if clicks.isFull { try sendChunk(to: session) }
            index += 1
        }
        if !pass.missing.days.isEmpty { return .missingDays(pass.missing.days) }
        clicks.writeTrailer()
        try sendChunk(to: session)
        if !rejections.isEmpty { rejections.writeTrailer() }
        return .encoded(upTo: index)
    }

    /// Whether one more record belongs to the transaction.
    func hasRoom(_ pass: borrowing SinkPass) -> Bool { !rejections.isFull && !pass.touched.isFull }

    /// One record: the hot path, of which `HotPath` counts the instructions. Does no I/O.
    mutating func take(
        _ record: KafkaRecordView, at index: Int, _ pass: inout SinkPass, progress: inout [PartitionProgress?]
    ) {
        guard accept(record, progress: &progress) else { return }
        count(record.timestamp)
        let decoding = decode(record, refusal: pass.refused.isEmpty ? nil : pass.refused[index])
        guard case .click = decoding else {
            if case .rejected(let rejection) = decoding { reject(record, rejection, pass, &progress) }
            return
        }
        let click = decoder.click
        if pass.days.isDropped(microseconds: click.eventTime) {
            progress[Int(record.partition)]?.countDropped()
            return
        }
        progress[Int(record.partition)]?.countClick()
        pass.touched.insert(microseconds: click.eventTime)
        if !pass.days.contains(microseconds: click.eventTime) {
            pass.missing.insert(microseconds: click.eventTime)
        }
        guard pass.missing.days.isEmpty else { return }
        UserClicksCopy.appendRow(
            click, partition: record.partition, offset: record.offset, producedAt: record.timestamp,
            ingestedAt: pass.now, into: &clicks)
        recordOfRow.append(Int32(truncatingIfNeeded: index))
        if pass.road == .direct { aggregates?.add(click) }
    }

    private mutating func reject(
        _ record: KafkaRecordView, _ rejection: ClickRejection, _ pass: borrowing SinkPass,
        _ progress: inout [PartitionProgress?]
    ) {
        progress[Int(record.partition)]?.countRejected()
        let producedAt = RecordTime.microseconds(milliseconds: record.timestamp)
        if isReplay && pass.days.isDropped(microseconds: producedAt) { return }
        appendRejection(record, rejection, now: pass.now)
    }

    /// Counts for rollups and sessions which of the rows sent were stored. They are decoded once more, since
    /// only now it is known which are duplicates.
    /// - Parameter stored: offsets by partition.
    func countStored(_ records: borrowing KafkaConsumerBatch, among stored: [Int32: Set<Int64>]) {
        guard let aggregates else { return }
        for index in recordOfRow {
            let record = records.record(at: Int(index))
            guard stored[record.partition]?.contains(record.offset) == true,
                case .click = decoder.decode(record.value, producedAt: record.timestamp)
            else { continue }
            aggregates.add(decoder.click)
        }
    }

    /// Forgets the batch before. To be called first.
    mutating func reset() {
        aggregates?.removeAll()
        clicks.removeAll()
        rejections.removeAll()
        producedAt.removeAll(keepingCapacity: true)
        seeks.removeAll(keepingCapacity: true)
        recordOfRow.removeAll(keepingCapacity: true)
    }

    private mutating func accept(_ record: KafkaRecordView, progress: inout [PartitionProgress?]) -> Bool {
        let partition = Int(record.partition)
        guard partition < progress.count, let arrival = progress[partition]?.arrived(record.offset) else {
            return false
        }
        switch arrival {
        case .accept: return true
        case .stale: return false
        case .confirm(let expected):
            seeks.append((partition, expected))
            return false
        }
    }

    private func decode(_ record: KafkaRecordView, refusal: ClickRejection?) -> ClickDecoder.Decoding {
        if let refusal { return .rejected(refusal) }
        return decoder.decode(record.value, producedAt: record.timestamp)
    }

    private mutating func count(_ timestamp: Int64) {
        if let last = producedAt.last, last.milliseconds == timestamp {
            producedAt[producedAt.count - 1].count += 1
        } else {
            producedAt.append((timestamp, 1))
        }
    }

    private mutating func appendRejection(_ record: KafkaRecordView, _ rejection: ClickRejection, now: Int64)
    {
        if rejections.isEmpty { rejections.writeHeader() }
        topic.withUnsafeBytes { topic in
            RejectedClicksCopy.appendRow(
                topic: topic, partition: record.partition, offset: record.offset,
                producedAt: record.timestamp, rejectedAt: now, rejection,
                key: record.hasKey ? record.key : nil, payload: record.isTombstone ? nil : record.value,
                into: &rejections)
        }
    }

    private mutating func sendChunk(to session: SinkSession) throws {
        try session.connection.putCopyData(clicks)
        forgetChunk()
    }

    /// The rows so far have been sent.
    mutating func forgetChunk() { clicks.removeAll() }
}
