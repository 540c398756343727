internal import ClickStore
package import KafkaClient
package import Logging
package import PostgresClient

/// Reads a part of the log once more and stores what is missing in the tables, rollups and sessions included.
///
/// What is there is left as it is, by `event_id`, so it may be run at any time and any number of times, also
/// beside a running sink. Records that the sink has not come to are left to the sink.
///
/// Blocks; to be called on a thread of its own.
package struct LogReplay {
    /// The offsets of one partition that are to be read again.
    package struct Range: Equatable, Sendable {
        package let partition: Int32
        package let from: Int64
        /// The first offset that is not read again.
        package let to: Int64

        package init(partition: Int32, from: Int64, to: Int64) {
            self.partition = partition
            self.from = from
            self.to = to
        }
    }

    /// What came of it.
    package struct Report: Equatable, Sendable {
        package var records: Int64 = 0
        /// Rows that were missing and are there now.
        package var stored: Int64 = 0
        /// Clicks that were there.
        package var present: Int64 = 0
        /// Records that cannot be stored; they are in `rejected_clicks`, now if not before.
        package var rejected: Int64 = 0
    }

    private let kafka: KafkaClientConfiguration
    private let topic: String
    private let server: any PostgresServer
    private let limits: SinkLimits
    private let logger: Logger
    private let isStopRequested: () -> Bool

    /// - Parameter isStopRequested: asked between transactions; the replay then throws `CancellationError`,
    ///   and what it has stored stays.
    package init(
        kafka: KafkaClientConfiguration, topic: String, server: any PostgresServer,
        limits: SinkLimits = .replay, logger: Logger, isStopRequested: @escaping () -> Bool = { false }
    ) {
        self.kafka = kafka
        self.topic = topic
        self.server = server
        self.limits = limits
        self.logger = logger
        self.isStopRequested = isStopRequested
    }

    /// - Parameter wanted: cut to what the log has and the sink has come to.
    /// - Throws: `KafkaError`, `PostgresError`, `SinkError`, `CancellationError`.
    package func run(_ wanted: [Range]) async throws -> Report {
        let session = try await SinkSession.open(server, topic: topic)
        defer { session.connection.close() }
        let rows = try SinkOffsets.rows(session.connection, topic: topic)
        try await checkLog(rows)
        let writer = BatchWriter(
            topic: topic, limits: limits, aggregates: true, purpose: .replay, logger: logger)
        var report = Report()
        for range in wanted {
            guard let row = rows.first(where: { $0.partition == range.partition }),
                let first = row.firstOffset, let next = row.nextOffset
            else { continue }
            let mine = Range(
                partition: range.partition, from: max(range.from, first), to: min(range.to, next))
            if mine.from < mine.to { try replay(mine, writer, session, into: &report) }
        }
        return report
    }

    /// Where one partition ends before what is stored of it, none of them is of the log that the clicks came
    /// from.
    private func checkLog(_ rows: [SinkOffsetRow]) async throws {
        let ends = try await KafkaAdmin(kafka, logger: logger).watermarks(topic: topic, timeout: .seconds(10))
        for log in ends {
            let number = log.partition.partition
            guard let next = rows.first(where: { $0.partition == number })?.nextOffset, next > log.high else {
                continue
            }
            throw SinkError.offsetsWentBack(
                topic: topic, partition: number, stored: next, logEnd: log.high)
        }
    }

    private func replay(
        _ range: Range, _ writer: BatchWriter, _ session: SinkSession, into report: inout Report
    ) throws {
        let place = KafkaTopicPartition(topic: topic, partition: range.partition)
        let consumer = try KafkaConsumer(
            kafka, group: nil, options: KafkaConsumerOptions(reportsEndOfPartition: true), logger: logger)
        defer { consumer.close() }
        let (logStart, logEnd) = try consumer.watermarks(place, timeout: .seconds(10))
        let (start, end) = (max(range.from, logStart), min(range.to, logEnd))
        guard start < end else { return }
        try consumer.assign([(place, start)])
        var progress: [PartitionProgress?] = Array(repeating: nil, count: Int(range.partition) + 1)
        progress[Int(range.partition)] = PartitionProgress(readingFrom: start)
        var position = start
        var lastProgress = ContinuousClock.now
        while position < end {
            if isStopRequested() { throw CancellationError() }
            let records = try consumer.poll(maximumRecords: limits.batchRecords, timeout: .seconds(1))
            let limit = records.firstIndex(at: end)
            var index = 0
            while index < limit {
                let (next, committed) = try writer.store(
                    records, from: index, upTo: limit, progress: &progress, now: WallClock.microseconds(),
                    session: session)
                index = next
                report.add(committed)
            }
            if records.count > 0 { lastProgress = .now }
            position = progress[Int(range.partition)]?.committed ?? end
            if limit < records.count { return }
            for event in records.events {
                switch event {
                // Nothing comes behind it, or it is not readable yet: an open transaction, say.
                case .endOfPartition: return
                case .error(let error) where error.retriability != .retriable || error.isUnknownTopic:
                    throw error
                default: break
                }
            }
            if lastProgress.duration(to: .now) > Self.patience {
                throw ReplayStalled(topic: topic, partition: range.partition, offset: position)
            }
        }
    }

    /// So long without a record, and the replay gives up.
    private static let patience = Duration.seconds(60)
}

/// The broker sent nothing for a minute, although there is more.
package struct ReplayStalled: Error, CustomStringConvertible {
    package let topic: String
    package let partition: Int32
    package let offset: Int64

    package var description: String {
        """
        Kafka has sent nothing of topic \(topic) for a minute, at offset \(offset) of partition \(partition); what was \
        replayed so far is stored. See whether the broker is well, and go on with --from \(offset).
        """
    }
}

extension SinkLimits {
    /// Small transactions: a sink that runs waits for each.
    package static var replay: SinkLimits {
        var limits = SinkLimits()
        limits.batchRecords = 2000
        return limits
    }
}

extension LogReplay.Report {
    fileprivate mutating func add(_ committed: BatchWriter.Committed) {
        stored += committed.stored
        present += committed.duplicates
        rejected += committed.rejected
        records += committed.stored + committed.duplicates + committed.rejected
    }
}

extension KafkaConsumerBatch {
    /// The index of the first record at or behind an offset of the one partition that is read.
    fileprivate borrowing func firstIndex(at offset: Int64) -> Int {
        for index in 0..<count where record(at: index).offset >= offset { return index }
        return count
    }
}
