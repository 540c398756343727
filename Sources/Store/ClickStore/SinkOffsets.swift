package import PostgresClient

/// The table `sink_offsets`: how far each partition is stored, and who may store more.
///
/// A sink that is handed a partition claims it, which raises its epoch. Each of its transactions first locks
/// the rows and compares epoch and offset: one that belongs to an older claim finds the difference and stores
/// nothing.
package enum SinkOffsets {
    /// Takes partitions over. Waits for transactions of their former owner to end, for each at most so long.
    /// - Parameter owner: names this sink for people, in `SinkFenced` and in the table.
    /// - Returns: a position for each partition, in their order.
    /// - Throws: `PostgresError`; `.lockNotAvailable` where a transaction still holds a row after that time.
    package static func claim(
        _ connection: PostgresConnection, topic: String, partitions: [Int32], owner: String,
        wait: Duration = claimWait
    ) throws -> [SinkPosition] {
        let result = try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = \(Int(wait / .milliseconds(1)))")
            return try connection.query(
                """
                WITH claimed AS (
                    INSERT INTO sink_offsets (topic, kafka_partition, owner)
                    SELECT $1, partition, $2 FROM unnest($3::integer[]) AS partition ORDER BY partition
                    ON CONFLICT (topic, kafka_partition) DO UPDATE
                        SET epoch = sink_offsets.epoch + 1, owner = EXCLUDED.owner, updated_at = now()
                    RETURNING kafka_partition, epoch, first_offset, next_offset)
                SELECT * FROM claimed ORDER BY kafka_partition
                """, [.text(topic), .text(owner), .integers(Set(partitions))])
        }
        return result.rows.map { row in
            SinkPosition(
                partition: Int32(result.integer(row, 0) ?? -1), epoch: result.integer(row, 1) ?? 0,
                firstOffset: result.integer(row, 2), nextOffset: result.integer(row, 3))
        }
    }

    /// A sink that the group took a partition from has either ended its transaction before, or cannot: it is
    /// frozen, or its machine is gone and PostgreSQL has not noticed yet.
    package static let claimWait = Duration.seconds(5)

    /// How long a statement of a batch waits for rows that others have locked: users, visits, event ids. Two
    /// large batches take less.
    package static let rowWait = Duration.seconds(15)

    /// `rowWait`, or less where the role or the database has a shorter `lock_timeout`.
    package static func rowWait(_ connection: PostgresConnection) throws(PostgresError) -> Duration {
        let result = try connection.query(
            "SELECT setting FROM pg_settings WHERE name = 'lock_timeout' AND setting::bigint > 0")
        let own = result.rowCount > 0 ? result.integer(0, 0).map { Duration.milliseconds($0) } : nil
        return min(own ?? rowWait, rowWait)
    }

    /// Ends the sessions of other sinks of ours that have left a transaction open for longer than `rowWait`
    /// and are waited for by PostgreSQL, not the other way round: frozen ones, and those that are cut off.
    /// What they had not committed is rolled back, and the log has it.
    /// - Returns: the server processes that were told to end.
    package static func endStalled(_ connection: PostgresConnection) throws(PostgresError) -> [Int] {
        let result = try connection.query(
            """
            SELECT pid FROM (
                SELECT pid FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND usename = current_user AND datname = current_database()
                    AND application_name = current_setting('application_name')
                    AND wait_event_type = 'Client' AND backend_xid IS NOT NULL
                    AND xact_start < clock_timestamp() - make_interval(secs => $1)) AS stalled
            WHERE pg_terminate_backend(pid)
            """, [.text("\(rowWait.components.seconds)")])
        return result.rows.compactMap { row in result.integer(row, 0).map { Int($0) } }
    }

    /// Ends the sessions of other sinks of ours whose open transactions hold these partitions' rows; what
    /// they had not committed is rolled back, and the log has it. Other programs' sessions are left alone.
    /// - Returns: the server processes that were told to end.
    package static func endHolders(
        _ connection: PostgresConnection, topic: String, partitions: [Int32]
    ) throws -> [Int] {
        // Whoever locked or changed a row last stands in its xmax.
        let result = try connection.query(
            """
            SELECT pid FROM (
                SELECT DISTINCT a.pid FROM sink_offsets AS o JOIN pg_stat_activity AS a ON a.backend_xid = o.xmax
                WHERE o.topic = $1 AND o.kafka_partition = ANY ($2::integer[]) AND a.pid <> pg_backend_pid()
                    AND a.usename = current_user AND a.datname = current_database()
                    AND a.application_name = current_setting('application_name')) AS holder
            WHERE pg_terminate_backend(pid)
            """, [.text(topic), .integers(partitions)])
        return result.rows.compactMap { row in result.integer(row, 0).map { Int($0) } }
    }

    /// Records where a partition that was never started starts; one that was is left alone.
    /// - Throws: `SinkFenced` where it is somebody else's, or stands elsewhere by now.
    package static func start(
        _ connection: PostgresConnection, topic: String, at fences: [SinkFence]
    ) throws {
        if fences.isEmpty { return }
        try connection.query(
            """
            UPDATE sink_offsets AS o
            SET first_offset = a.next_offset, next_offset = a.next_offset, updated_at = now()
            FROM unnest($2::integer[], $3::bigint[], $4::bigint[]) AS a (kafka_partition, epoch, next_offset)
            WHERE o.topic = $1 AND o.kafka_partition = a.kafka_partition AND o.epoch = a.epoch
                AND o.next_offset IS NULL
            """,
            [
                .text(topic), .integers(fences.map(\.partition)), .integers(fences.map(\.epoch)),
                .integers(fences.map(\.nextOffset)),
            ])
        try check(fences, topic: topic, rows(connection, topic: topic))
    }

    /// Locks the rows until the transaction ends, in the order of their partitions, and checks the fences.
    /// - Throws: `SinkFenced`; the transaction has to be rolled back.
    package static func lock(
        _ connection: PostgresConnection, topic: String, _ fences: [SinkFence]
    ) throws {
        let result = try connection.execute(lockStatement(connection, topic: topic, fences))
        try check(fences, topic: topic, rows(in: result))
    }

    /// Moves partitions on, in one statement, in the transaction of their rows.
    /// - Throws: `SinkFenced` where a row has not the epoch and the offset that `advances` say; the
    ///   transaction is rolled back then. `.client` where an advance does not account for each of its
    ///   offsets.
    package static func advance(
        _ connection: PostgresConnection, topic: String, _ advances: [SinkAdvance]
    ) throws {
        if advances.isEmpty { return }
        let parameters = try advanceParameters(topic: topic, advances)
        do {
            try connection.query(advanceStatement, parameters)
        } catch {
            throw try explanation(of: error, connection, topic: topic, advances)
        }
    }

    /// The rows of one topic, or of all, by topic and partition.
    package static func rows(
        _ connection: PostgresConnection, topic: String? = nil
    ) throws -> [SinkOffsetRow] {
        rows(
            in: try connection.query(
                """
                SELECT \(SinkOffsetRow.columns) FROM sink_offsets
                WHERE topic = $1 OR $1 IS NULL ORDER BY topic, kafka_partition
                """, [.text(topic)]))
    }

    // MARK: Statements as text, so that several fit into one round trip

    static func lockStatement(
        _ connection: PostgresConnection, topic: String, _ fences: [SinkFence]
    ) throws(PostgresError) -> String {
        let topic = try connection.literal(topic)
        let partitions = fences.map { String($0.partition) }.joined(separator: ", ")
        return """
            SELECT \(SinkOffsetRow.columns) FROM sink_offsets
            WHERE topic = \(topic) AND kafka_partition = ANY ('{\(partitions)}')
            ORDER BY kafka_partition FOR UPDATE
            """
    }

    /// Fails with a division by zero, and so takes everything before it back, unless every row moves.
    static let advanceStatement = """
        WITH moved AS (
            UPDATE sink_offsets AS o
            SET next_offset = a.next_offset, stored = o.stored + a.stored,
                duplicates = o.duplicates + a.duplicates, rejected = o.rejected + a.rejected,
                skipped = o.skipped + a.skipped, updated_at = clock_timestamp()
            FROM unnest($2::integer[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::bigint[], $9::bigint[]) AS a (kafka_partition, epoch, old_offset, next_offset, stored,
                duplicates, rejected, skipped)
            WHERE o.topic = $1 AND o.kafka_partition = a.kafka_partition
                AND o.epoch = a.epoch AND o.next_offset = a.old_offset
            RETURNING 1)
        SELECT 1 / (count(*) = cardinality($2::integer[]))::integer FROM moved
        """

    /// - Throws: `.client` where an advance does not account for each of its offsets.
    static func advanceParameters(
        topic: String, _ advances: [SinkAdvance]
    ) throws(PostgresError) -> [PostgresParameter] {
        if let odd = advances.first(where: { !$0.isBalanced }) {
            throw PostgresError(
                .client,
                """
                The counts of partition \(odd.partition) of topic "\(topic)" do not add up to its offsets \
                from \(odd.from) to \(odd.to): \(odd.stored) stored, \(odd.duplicates) duplicates, \
                \(odd.rejected) rejected, \(odd.skipped) skipped
                """)
        }
        return [
            .text(topic), .integers(advances.map(\.partition)), .integers(advances.map(\.epoch)),
            .integers(advances.map(\.from)), .integers(advances.map(\.to)),
            .integers(advances.map(\.stored)), .integers(advances.map(\.duplicates)),
            .integers(advances.map(\.rejected)), .integers(advances.map(\.skipped)),
        ]
    }

    /// What a failure of `advanceStatement` stands for: rolls back, and throws `SinkFenced` where a row
    /// differs.
    static func explanation(
        of error: PostgresError, _ connection: PostgresConnection, topic: String, _ advances: [SinkAdvance]
    ) throws -> PostgresError {
        guard error.sqlState == .divisionByZero else { return error }
        connection.rollBack()
        try check(advances.map(\.fence), topic: topic, rows(connection, topic: topic))
        return error
    }

    static func rows(in result: PostgresResult) -> [SinkOffsetRow] {
        result.rows.map { SinkOffsetRow(result, $0) }
    }

    /// - Throws: `SinkFenced` for the first fence that `rows` do not bear out.
    static func check(
        _ fences: [SinkFence], topic: String, _ rows: [SinkOffsetRow]
    ) throws(SinkFenced) {
        for fence in fences {
            let row = rows.first { $0.partition == fence.partition }
            guard let row, row.epoch == fence.epoch, row.nextOffset == fence.nextOffset else {
                throw SinkFenced(
                    topic: topic, fence: fence, epoch: row?.epoch, nextOffset: row?.nextOffset,
                    owner: row?.owner)
            }
        }
    }
}
