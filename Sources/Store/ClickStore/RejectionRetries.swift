package import ClickModel
package import PostgresClient

/// What came of rejected records that were sent again.
package enum RejectionRetries {
    /// A record that Kafka has acknowledged.
    package struct Sent: Sendable {
        /// The rejection's.
        package let id: Int64
        package let partition: Int32
        package let offset: Int64
        package let eventID: EventID

        package init(id: Int64, partition: Int32, offset: Int64, eventID: EventID) {
            self.id = id
            self.partition = partition
            self.offset = offset
            self.eventID = eventID
        }
    }

    /// Whether retries may be noted, to be asked before anything is sent: changes nothing.
    /// - Throws: 42501 without the right to change `rejected_clicks`, 25006 where nothing may be written.
    package static func checkRights(on connection: PostgresConnection) throws(PostgresError) {
        try connection.execute(
            """
            UPDATE rejected_clicks SET retried_at = NULL, retried_partition = NULL, retried_offset = NULL,
                retried_event_id = NULL
            WHERE false
            """)
    }

    /// Notes where records went, in one statement. Doing it again with other places keeps the last ones.
    package static func mark(_ sent: [Sent], on connection: PostgresConnection) throws(PostgresError) {
        if sent.isEmpty { return }
        try connection.query(
            """
            UPDATE rejected_clicks AS r SET retried_at = clock_timestamp(), retried_partition = s.kafka_partition,
                retried_offset = s.kafka_offset, retried_event_id = s.event_id
            FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::text[]::uuid[])
                AS s (id, kafka_partition, kafka_offset, event_id)
            WHERE r.id = s.id
            """,
            [
                .integers(sent.map(\.id)), .integers(sent.map(\.partition)), .integers(sent.map(\.offset)),
                .texts(sent.map(\.eventID.description)),
            ])
    }

    /// A row of `user_clicks`.
    package struct Row: Sendable {
        package let id: Int64
        package let partition: Int32
        package let offset: Int64
    }

    /// Where a retried record is by now.
    package enum Fate: Sendable {
        /// Its event is stored: by this record, or already by another one of the same `event_id`.
        case stored(Row)
        /// It was rejected again, as this id.
        case rejected(id: Int64)
        /// The sink has not come to it yet.
        case waiting
        /// The sink is past it, and there is no row (any more).
        case gone
        /// The topic was deleted before the sink had come to it.
        case lost
    }

    package static func fate(
        of retry: RejectedClick.Retry, topic: String, on connection: PostgresConnection
    ) throws(PostgresError) -> Fate {
        let place: [PostgresParameter] = [.integer(retry.partition), .integer(retry.offset)]
        let rows = try connection.query(
            """
            SELECT id, kafka_partition, kafka_offset FROM user_clicks WHERE event_id = $3::uuid
            ORDER BY (kafka_partition = $1::integer AND kafka_offset = $2::bigint) DESC, id DESC LIMIT 1
            """, place + [.text(retry.eventID.description)])
        if rows.rowCount > 0, let id = rows.integer(0, 0), let partition = rows.integer(0, 1),
            let offset = rows.integer(0, 2)
        {
            return .stored(Row(id: id, partition: Int32(truncatingIfNeeded: partition), offset: offset))
        }
        let log =
            try connection.query(
                "SELECT "
                    + log(at: "timestamptz 'epoch' + $2::bigint * interval '1 microsecond'", topic: "$1"),
                [.text(topic), .integer(retry.at)]
            ).integer(0, 0) ?? 0
        let rejections = try connection.query(
            """
            SELECT id FROM rejected_clicks WHERE kafka_partition = $1::integer AND kafka_offset = $2::bigint
                AND topic = $3 AND former_log = $4::integer
            """, place + [.text(topic), .integer(Int64(log))])
        if rejections.rowCount > 0, let id = rejections.integer(0, 0) { return .rejected(id: id) }
        let offsets = try connection.query(
            """
            SELECT next_offset > $2::bigint FROM \(log == 0 ? "sink_offsets" : "former_logs")
            WHERE kafka_partition = $1::integer AND topic = $3 \(log == 0 ? "" : "AND number = \(log)")
            """, place + [.text(topic)])
        if offsets.rowCount > 0 && offsets.bool(0, 0) == true { return .gone }
        return log == 0 ? .waiting : .lost
    }

    /// The log that was the topic's at a time: 0 for the present one, or the number of a former one. What was
    /// sent between a topic's deletion and the sink's noticing it is taken to have gone to the deleted one.
    private static func log(at time: String, topic: String) -> String {
        """
        (SELECT coalesce(min(number), 0) FROM former_logs WHERE topic = \(topic) AND ended_at > \(time))
        """
    }

    /// The rejection whose retry this rejected record was.
    package static func origin(
        of click: RejectedClick, on connection: PostgresConnection
    ) throws(PostgresError) -> Int64? {
        let result = try connection.query(
            """
            SELECT id FROM rejected_clicks WHERE topic = $1 AND retried_partition = $2 AND retried_offset = $3
                AND retried_at IS NOT NULL AND \(log(at: "retried_at", topic: "$1")) = $4::integer
            """,
            [
                .text(click.topic), .integer(click.partition), .integer(click.offset),
                .integer(Int64(click.formerLog)),
            ])
        return result.rowCount > 0 ? result.integer(0, 0) : nil
    }
}
