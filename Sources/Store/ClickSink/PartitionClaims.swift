internal import ClickStore
internal import KafkaClient
internal import Logging
internal import PostgresClient

/// Finds out from where partitions have to be read, and fences off every earlier owner.
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
    let logger: Logger

    /// Blocks for a round trip to the broker for each partition and five to PostgreSQL; longer where a former
    /// owner left a transaction open.
    /// - Throws: `PostgresError`, `KafkaError`, and `SinkError.offsetsWentBack` where the log is not the one
    ///   that the stored clicks came from.
    func run() throws -> [Claim] {
        var ends: [Int32: (low: Int64, high: Int64)] = [:]
        for partition in partitions { ends[partition] = try watermarks(partition) }
        let positions = try claim()
        var starts: [SinkFence] = []
        let claims = try positions.compactMap { position -> Claim? in
            guard let log = ends[position.partition] else { return nil }
            if let next = position.nextOffset, next > log.high { try check(next, of: position.partition) }
            if position.nextOffset == nil {
                starts.append(
                    SinkFence(partition: position.partition, epoch: position.epoch, nextOffset: log.low))
            }
            return Claim(
                partition: position.partition, epoch: position.epoch,
                nextOffset: position.nextOffset ?? log.low)
        }
        if !starts.isEmpty { try SinkOffsets.start(connection, topic: topic, at: starts) }
        return claims
    }

    /// The claim may have waited for a former owner, who stored records that came after we asked for the end
    /// of the log: only an end that is older than the position by now tells something.
    private func check(_ stored: Int64, of partition: Int32) throws {
        let end = try watermarks(partition).high
        guard stored > end else { return }
        throw SinkError.offsetsWentBack(topic: topic, partition: partition, stored: stored, logEnd: end)
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
