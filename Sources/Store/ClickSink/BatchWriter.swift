internal import ClickModel
internal import ClickStore
internal import KafkaClient
internal import Logging
internal import PostgresClient

/// Stores polled records: rows, rejections and the next offsets in one transaction.
///
/// Tries the direct road first; what PostgreSQL objects to decides the next try:
/// - a duplicate: the same records again by the staged road;
/// - a missing day: the day's partition is made, and the same road again;
/// - a row that it refuses: the row becomes a rejection, and the same road again;
/// - what is remembered of users and sessions is no longer so: it is forgotten, and the same road again;
/// - a deadlock, with another sink that has the same visitors: the same road again, in an order in which
///   there is
///   none.
///
/// Everything else is for the worker to decide. Confined to the worker's thread.
final class BatchWriter {
    /// What one transaction did, in numbers for `SinkTelemetry`.
    struct Committed {
        var stored: Int64 = 0
        var duplicates: Int64 = 0
        var rejected: Int64 = 0
        var skipped: Int64 = 0
        var staged = false

        var hasAnything: Bool { stored + duplicates + rejected + skipped > 0 }
    }

    /// What a transaction is for.
    enum Purpose {
        /// The next records: the partitions move on.
        case advance
        /// Records that were read before: what is missing of them is stored, and no partition moves.
        case replay
    }

    private let topic: String
    private let purpose: Purpose
    let limits: SinkLimits
    private(set) var batch: SinkBatch
    let logger: Logger
    var directRoadClosedFor = 0
    /// Batches that are to go without a notice, since PostgreSQL has no room for one.
    private var withoutNoticeFor = 0
    /// Records in the next transaction at most: halved while a refused record is looked for, doubled with
    /// each success, so that many of them do not each begin with a large batch.
    private var mostRecords: Int
    /// What the transaction that failed last was about to move; after a broken connection it may have.
    private(set) var unanswered: [SinkAdvance] = []

    /// - Parameter aggregates: whether rollups and sessions are written; only a benchmark does without.
    init(
        topic: String, limits: SinkLimits, aggregates: Bool, purpose: Purpose = .advance, logger: Logger
    ) {
        self.topic = topic
        self.purpose = purpose
        self.limits = limits
        self.logger = logger
        mostRecords = limits.batchRecords
        batch = SinkBatch(
            topic: topic, limits: limits, isReplay: purpose == .replay,
            aggregates: aggregates ? BatchAggregates(chunkBytes: limits.aggregateChunkBytes) : nil)
    }

    /// Timestamps of the records of the last transaction, in runs of equal milliseconds.
    var producedAt: [(milliseconds: Int64, count: Int)] { batch.producedAt }
    /// Where to seek after the last transaction.
    var seeks: [(partition: Int, offset: Int64)] { batch.seeks }

    /// Stores `records[start...]`, or as many of them as fit one transaction.
    /// - Parameters:
    ///   - limit: the index of the first record that is not to be stored; `nil` for all.
    ///   - progress: by partition number; committed on return, unchanged when an error is thrown.
    /// - Returns: the index of the first record that is not stored yet, and what happened.
    /// - Throws: `PostgresError`, `SinkFenced`. The transaction is rolled back.
    func store(
        _ records: borrowing KafkaConsumerBatch, from start: Int, upTo limit: Int? = nil,
        progress: inout [PartitionProgress?], now: Int64, session: SinkSession
    ) throws -> (end: Int, committed: Committed) {
        // Nearly all of a replay is there already.
        var road = directRoadClosedFor > 0 || purpose == .replay ? SinkBatch.Road.staged : .direct
        var refused: [Int: ClickRejection] = [:]
        var size = min(mostRecords, (limit ?? records.count) - start)
        var (missingDays, outdated, deadlocks) = (0, 0, 0)
        while true {
            var attempt = progress
            do {
                let result = try self.attempt(
                    records, from: start, size: size, road: road, refused: refused, progress: &attempt,
                    now: now,
                    session: session)
                guard let result else { continue }
                progress = attempt
                noteDuplicates(result.committed)
                withoutNoticeFor = max(0, withoutNoticeFor - 1)
                mostRecords = min(limits.batchRecords, mostRecords * 2)
                return result
            } catch let error as PostgresError where !session.connection.isBroken {
                session.connection.rollBack()
                batch.aggregates?.forgetKnown()
                if error.sqlState == .uniqueViolation && road == .direct {
                    road = .staged
                } else if ClickDays.isMissingDay(error) && missingDays < limits.missingDayRounds {
                    missingDays += 1
                    session.forgetDays()
                } else if BatchAggregates.isOutdated(error) && outdated < limits.repetitions {
                    outdated += 1
                    try batch.aggregates?.renew(session.connection)
                } else if error.sqlState == .deadlockDetected && deadlocks < limits.repetitions {
                    deadlocks += 1
                    logger.warning(
                        "PostgreSQL ended a deadlock with another session; the batch is done again",
                        metadata: ["reason": "\(error)"])
                    batch.aggregates?.trustNothing(forBatches: limits.batchesAfterDeadlock)
                } else if error.mayBeAboutNotice && withoutNoticeFor == 0 {
                    logger.warning(
                        """
                        PostgreSQL has met a limit; storing without NOTIFY for a while. If its queue is full, a session \
                        that listens has left a transaction open: see pg_stat_activity
                        """, metadata: ["reason": "\(error)"])
                    withoutNoticeFor = limits.batchesWithoutNotice
                } else if error.isRefusalOfData {
                    try isolate(error, start: start, size: &size, refused: &refused)
                    mostRecords = max(1, size)
                } else {
                    throw error
                }
            } catch {
                session.connection.rollBack()
                batch.aggregates?.forgetKnown()
                throw error
            }
        }
    }

    /// To be called for a new session with the database: it may be another one, or an older state of it.
    func forgetKnown() { batch.aggregates?.forgetKnown() }

    /// Commits what an end of partition told: offsets that hold no record.
    func storeSkips(progress: inout [PartitionProgress?], session: SinkSession) throws -> Committed {
        var after = progress
        let committed = try session.connection.transaction {
            let fences = fences(of: after) { _, state in state.hasUncommitted }
            try SinkOffsets.lock(session.connection, topic: topic, fences)
            return try advance(&after, storedByPartition: nil, session: session) { advances in
                try SinkOffsets.advance(session.connection, topic: topic, advances)
            }
        }
        progress = after
        return committed
    }

    // MARK: - One try

    private func attempt(
        _ records: borrowing KafkaConsumerBatch, from start: Int, size: Int, road: SinkBatch.Road,
        refused: [Int: ClickRejection], progress: inout [PartitionProgress?], now: Int64,
        session: SinkSession
    ) throws -> (end: Int, committed: Committed)? {
        let connection = session.connection
        unanswered = []
        batch.reset()
        let concerned = partitions(of: records, from: start, count: size, among: progress.count)
        let fences = fences(of: progress) { number, _ in concerned[number] }
        guard !fences.isEmpty else { return (start + size, Committed()) }
        if let aggregates = batch.aggregates, aggregates.needsRenewal { try aggregates.renew(connection) }

        let copy = road == .direct ? UserClicksCopy.statement : StagedClicks.copyStatement
        switch purpose {
        case .advance:
            try SinkTransaction.begin(
                connection, topic: topic, fences: fences, copy: copy, rowWait: session.rowWait)
        case .replay:
            try ReplayTransaction.begin(connection, topic: topic, fences, copy: copy)
        }
        let outcome = try batch.encode(
            records, from: start, maximumRecords: size, road: road, refused: refused, progress: &progress,
            now: now, into: session)
        switch outcome {
        case .missingDays(let days):
            connection.rollBack()
            try session.createDays(days)
            return nil
        case .encoded(let end):
            try connection.endCopyIn()
            var stored: [Int32: Set<Int64>]?
            if road == .staged {
                stored = try StagedClicks.store(connection)
                batch.countStored(records, among: stored ?? [:])
            }
            if !batch.rejections.isEmpty { try storeRejections(connection) }
            var committed = try advance(
                &progress, storedByPartition: stored?.mapValues(\.count), session: session
            ) { advances in
                let first = { (pipeline: inout PostgresPipeline) in
                    try self.addLast(to: &pipeline, advances, lane: fences[0].partition, session)
                }
                switch purpose {
                case .advance:
                    try SinkTransaction.commit(connection, topic: topic, advances, first: first)
                case .replay:
                    try ReplayTransaction.commit(
                        connection, topic: topic, stored: stored ?? [:], first: first)
                }
            }
            committed.staged = road == .staged
            return (end, committed)
        }
    }

    /// What goes with the COMMIT: everything that does not depend on an answer.
    private func addLast(
        to pipeline: inout PostgresPipeline, _ advances: [SinkAdvance], lane: Int32, _ session: SinkSession
    ) throws(PostgresError) {
        guard let aggregates = batch.aggregates else { return }
        try aggregates.send(in: &pipeline, types: session.aggregateTypes, lane: lane)
        if withoutNoticeFor > 0 { return }
        try CommitNotice.send(
            in: &pipeline, topic: topic, advances, clicksByEventType: aggregates.clicksByEventType)
    }

    private func storeRejections(_ connection: PostgresConnection) throws {
        try connection.beginCopyIn(StagedRejections.copyStatement)
        try connection.putCopyData(batch.rejections)
        try connection.endCopyIn()
        _ = try StagedRejections.store(connection)
    }

    private func advance(
        _ progress: inout [PartitionProgress?], storedByPartition: [Int32: Int]?, session: SinkSession,
        _ write: ([SinkAdvance]) throws -> Void
    ) throws -> Committed {
        var committed = Committed()
        var advances: [SinkAdvance] = []
        for (number, state) in progress.enumerated() {
            guard let state, state.hasUncommitted else { continue }
            let partition = Int32(number)
            let stored = storedByPartition.map { Int64($0[partition] ?? 0) } ?? state.tally.clicks
            let advance = SinkAdvance(
                partition: partition, epoch: state.epoch, from: state.committed, to: state.next,
                stored: stored, duplicates: state.tally.clicks - stored, rejected: state.tally.rejected,
                skipped: state.tally.skipped)
            committed.stored += advance.stored
            committed.duplicates += advance.duplicates
            committed.rejected += advance.rejected
            committed.skipped += advance.skipped
            advances.append(advance)
        }
        unanswered = advances
        try write(advances)
        unanswered = []
        for number in progress.indices { progress[number]?.commit() }
        return committed
    }

    /// Which partitions the records belong to, by partition number.
    private func partitions(
        of records: borrowing KafkaConsumerBatch, from start: Int, count: Int, among partitionCount: Int
    ) -> [Bool] {
        var isConcerned = [Bool](repeating: false, count: partitionCount)
        for index in start..<min(records.count, start + count) {
            let partition = Int(records.record(at: index).partition)
            if partition < partitionCount { isConcerned[partition] = true }
        }
        return isConcerned
    }

    private func fences(
        of progress: [PartitionProgress?], where isConcerned: (Int, PartitionProgress) -> Bool
    ) -> [SinkFence] {
        progress.enumerated().compactMap { number, state in
            guard let state, isConcerned(number, state) else { return nil }
            return SinkFence(partition: Int32(number), epoch: state.epoch, nextOffset: state.committed)
        }
    }
}
