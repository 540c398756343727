internal import ClickStore
internal import KafkaClient
internal import Logging
internal import PostgresClient

/// Finds out from where partitions have to be read, and fences off every earlier owner.
///
/// Two things may have happened to the log since: records that were not stored have expired, which is noted
/// and skipped; or it is another log, which ends before the offset that is stored.
struct PartitionClaims {
    /// A partition that is ours from now on.
    struct Claim {
        let partition: Int32
        let epoch: Int64
        /// The first offset that is not accounted for in PostgreSQL.
        let nextOffset: Int64
    }

    let topic: String
    let partitions: [Int32]
    /// Who claims, for messages: host, process and worker.
    let owner: String
    /// Asks the broker for what a partition holds. Blocks.
    let watermarks: (Int32) throws -> (low: Int64, high: Int64)
    let connection: PostgresConnection
    let onNewLog: ClickSinkConfiguration.NewLogBehavior
    let logger: Logger

    private typealias Ends = [Int32: (low: Int64, high: Int64)]

    /// Blocks for a round trip to the broker for each partition and two to PostgreSQL.
    /// - Throws: `PostgresError`, `KafkaError`, `SinkFenced`, and `SinkError.offsetsWentBack` where the log
    ///   is not the one that the stored clicks came from, and the sink is not to start over with it.
    func run() throws -> [Claim] {
        var ends: Ends = [:]
        for partition in partitions { ends[partition] = try watermarks(partition) }
        var positions = try claim()
        try refresh(&ends, positions)
        if let other = positions.first(where: { isOfAnotherLog($0, ends) }) {
            try startOver(because: other, ends)
            positions = try claim()
        }
        try start(positions, ends)
        try skipExpired(positions, ends)
        return positions.compactMap { position in
            ends[position.partition].map { log in
                Claim(
                    partition: position.partition, epoch: position.epoch,
                    nextOffset: max(position.nextOffset ?? log.low, log.low))
            }
        }
    }

    private func isOfAnotherLog(_ position: SinkPosition, _ ends: Ends) -> Bool {
        guard let next = position.nextOffset, let log = ends[position.partition] else { return false }
        return next > log.high
    }

    /// One partition tells of all: the others may just have grown beyond their old ends already.
    private func startOver(because position: SinkPosition, _ ends: Ends) throws {
        guard let next = position.nextOffset, let log = ends[position.partition] else { return }
        guard onNewLog == .startOver else {
            throw SinkError.offsetsWentBack(
                topic: topic, partition: position.partition, stored: next, logEnd: log.high)
        }
        let fence = SinkFence(partition: position.partition, epoch: position.epoch, nextOffset: next)
        try FormerLogs.retire(connection, topic: topic, fence)
        logger.warning(
            "The topic has a new log; starting over from its beginning",
            metadata: [
                "topic": "\(topic)", "partition": "\(position.partition)", "stored": "\(next)",
                "end": "\(log.high)",
            ])
    }

    private func start(_ positions: [SinkPosition], _ ends: Ends) throws {
        let starts = positions.compactMap { position -> SinkFence? in
            guard position.nextOffset == nil, let log = ends[position.partition] else { return nil }
            return SinkFence(partition: position.partition, epoch: position.epoch, nextOffset: log.low)
        }
        if !starts.isEmpty { try SinkOffsets.start(connection, topic: topic, at: starts) }
    }

    private func skipExpired(_ positions: [SinkPosition], _ ends: Ends) throws {
        var epochs: [Int32: Int64] = [:]
        let gaps = positions.compactMap { position -> OffsetGap? in
            guard let next = position.nextOffset, let log = ends[position.partition], log.low > next else {
                return nil
            }
            epochs[position.partition] = position.epoch
            return OffsetGap(partition: position.partition, from: next, to: log.low)
        }
        if gaps.isEmpty { return }
        try OffsetGap.skip(gaps, epochs: epochs, connection, topic: topic)
        for gap in gaps {
            logger.warning(
                "LOST: \(gap.count) offsets had expired in Kafka before they were stored",
                metadata: [
                    "topic": "\(topic)", "partition": "\(gap.partition)", "from": "\(gap.from)",
                    "to": "\(gap.to - 1)",
                ])
        }
    }

    /// The claim may have waited for a former owner, who stored records that came after we asked for the end
    /// of the log: only an end that is older than the position by now tells something.
    private func refresh(_ ends: inout Ends, _ positions: [SinkPosition]) throws {
        for position in positions where isOfAnotherLog(position, ends) {
            ends[position.partition] = try watermarks(position.partition)
        }
    }

    /// A former owner that is frozen, or cut off together with its machine, may hold its rows for hours. It
    /// could not commit any more in any case: the group has given its partitions to us.
    private func claim() throws -> [SinkPosition] {
        do {
            return try SinkOffsets.claim(connection, topic: topic, partitions: partitions, owner: owner)
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            let ended = try SinkOffsets.endHolders(connection, topic: topic, partitions: partitions)
            if ended.isEmpty { throw error }
            logger.notice(
                "Ended the open transaction of a sink that does not answer any more; taking its partitions over",
                metadata: ["partitions": "\(partitions)", "sessions": "\(ended)"])
            return try SinkOffsets.claim(connection, topic: topic, partitions: partitions, owner: owner)
        }
    }
}
