package import PostgresClient

/// A transaction that stores what is missing of records that the sink has read before. The partitions stay
/// where they are; a running sink waits for it, and it for the sink.
package enum ReplayTransaction {
    /// Begins, locks the partitions' rows, and starts `copy`.
    /// - Parameter places: the partitions, and from where on their records are to be stored.
    /// - Throws: `PostgresError`, or `ReplayOutdated` where the sink has not come to a place, or is in
    ///   another log by now; the transaction is rolled back then.
    package static func begin(
        _ connection: PostgresConnection, topic: String, _ places: [SinkFence], copy: String
    ) throws {
        let lock = try SinkOffsets.lockStatement(connection, topic: topic, places)
        do {
            let results = try connection.beginCopyIn("\(PostgresConnection.begin); \(lock); \(copy)")
            let rows = results.flatMap { SinkOffsets.rows(in: $0) }
            for place in places {
                guard let row = rows.first(where: { $0.partition == place.partition }),
                    let first = row.firstOffset, let next = row.nextOffset,
                    (first..<next).contains(place.nextOffset)
                else { throw ReplayOutdated(topic: topic, partition: place.partition) }
            }
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// Commits. A record that became a row and had been rejected is no longer a rejection, and is counted
    /// as stored.
    /// - Parameters:
    ///   - stored: the offsets of new rows, by partition.
    ///   - first: adds statements that run before the COMMIT, in the same round trip.
    /// - Throws: `PostgresError`; the transaction is rolled back then.
    package static func commit(
        _ connection: PostgresConnection, topic: String, stored: [Int32: Set<Int64>],
        first: (inout PostgresPipeline) throws -> Void = { _ in }
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
            try connection.commit(after: first)
        } catch {
            connection.rollBack()
            throw error
        }
    }
}

/// The sink stands elsewhere than when the replay began: the topic was made anew meanwhile.
package struct ReplayOutdated: Error, CustomStringConvertible {
    package let topic: String
    package let partition: Int32

    package var description: String {
        """
        The sink has started over with partition \(partition) of topic \(topic) meanwhile; what was replayed so far is \
        stored. Run the replay again if the new log needs one.
        """
    }
}
