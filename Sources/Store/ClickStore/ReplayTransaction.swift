package import PostgresClient

/// A transaction that stores what is missing of records that the sink has read before. The partitions stay
/// where they are; a running sink waits for it, and it for the sink.
package enum ReplayTransaction {
    /// Begins, locks the partitions' rows, and starts `copy`.
    /// - Throws: `PostgresError`; the transaction is rolled back then.
    package static func begin(
        _ connection: PostgresConnection, topic: String, _ partitions: [Int32], copy: String
    ) throws {
        let fences = partitions.map { SinkFence(partition: $0, epoch: 0, nextOffset: 0) }
        let lock = try SinkOffsets.lockStatement(connection, topic: topic, fences)
        do {
            try connection.beginCopyIn("\(PostgresConnection.begin); \(lock); \(copy)")
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// Commits. A record that became a row and had been rejected is no longer a rejection, and is counted
    /// as stored.
    /// - Parameters:
    ///   - stored: the offsets of new rows, by partition.
    ///   - first: statements that run before that.
    /// - Throws: `PostgresError`; the transaction is rolled back then.
    package static func commit(
        _ connection: PostgresConnection, topic: String, stored: [Int32: Set<Int64>], first: [String]
    ) throws {
        do {
            for (partition, offsets) in stored {
                try connection.query(
                    """
                    WITH settled AS (
                        DELETE FROM rejected_clicks
                        WHERE topic = $1 AND kafka_partition = $2 AND kafka_offset = ANY ($3::bigint[])
                            AND former_log = 0
                        RETURNING 1)
                    UPDATE sink_offsets
                    SET stored = stored + (SELECT count(*) FROM settled),
                        rejected = rejected - (SELECT count(*) FROM settled)
                    WHERE topic = $1 AND kafka_partition = $2 AND EXISTS (SELECT FROM settled)
                    """, [.text(topic), .integer(partition), .integers(offsets)])
            }
            try connection.commit(after: first.isEmpty ? nil : first.joined(separator: "; "))
        } catch {
            connection.rollBack()
            throw error
        }
    }
}
