package import PostgresClient

/// The sink's transaction in as few round trips as it takes: one to begin, lock and start a COPY; one to send
/// and end it (`putCopyData`, `endCopyIn`); one to send everything else and commit.
package enum SinkTransaction {
    /// Begins a transaction, locks the partitions' rows, checks the fences, and starts `copy`, where there is
    /// one.
    /// - Parameter rowWait: how long any later statement waits for a lock.
    /// - Throws: `SinkFenced` or `PostgresError`; the transaction is rolled back then.
    package static func begin(
        _ connection: PostgresConnection, topic: String, fences: [SinkFence], copy: String? = nil,
        rowWait: Duration = SinkOffsets.rowWait
    ) throws {
        let lock = try SinkOffsets.lockStatement(connection, topic: topic, fences)
        // A frozen process may hold a row for hours; what follows such a failure ends its session.
        let opening =
            PostgresConnection.begin
            + "; SET LOCAL lock_timeout = \(SinkOffsets.claimWait.components.seconds * 1000); " + lock
        do {
            var locked: [SinkOffsetRow] = []
            if let copy {
                for result in try connection.beginCopyIn(
                    opening + "; SET LOCAL lock_timeout = \(Int(rowWait / .milliseconds(1))); " + copy)
                {
                    locked += SinkOffsets.rows(in: result)
                }
            } else {
                locked = SinkOffsets.rows(in: try connection.execute(opening))
            }
            try SinkOffsets.check(fences, topic: topic, locked)
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// Moves the partitions on and commits.
    ///
    /// After a connection error it is not known whether this happened: `sink_offsets` tells.
    /// - Parameter first: adds statements that run before that, in the same round trip.
    /// - Throws: `SinkFenced` or `PostgresError`; the transaction is rolled back then.
    package static func commit(
        _ connection: PostgresConnection, topic: String, _ advances: [SinkAdvance],
        first: (inout PostgresPipeline) throws -> Void = { _ in }
    ) throws {
        do {
            let parameters = try SinkOffsets.advanceParameters(topic: topic, advances)
            try connection.commit(after: { (pipeline: inout PostgresPipeline) in
                try first(&pipeline)
                if advances.isEmpty { return }
                try pipeline.add(SinkOffsets.advanceStatement, parameters, isPrepared: true)
            })
        } catch let error as PostgresError {
            let error = try SinkOffsets.explanation(of: error, connection, topic: topic, advances)
            connection.rollBack()
            throw error
        } catch {
            connection.rollBack()
            throw error
        }
    }
}
