package import PostgresClient

/// The logs of a topic that was deleted and made anew: the table `former_logs`.
///
/// A new log gives offsets again that rows of the old one have. Which log a row of `user_clicks` came from,
/// its `id` tells: all rows of former logs have ids up to the highest `last_click_id`. Rejections carry the
/// number of their log.
package enum FormerLogs {
    /// The id up to which rows of `user_clicks` belong to former logs, as an SQL expression.
    package static let lastClickID = "(SELECT coalesce(max(last_click_id), 0) FROM former_logs)"

    /// How many former logs the topic has.
    package static func count(_ connection: PostgresConnection, topic: String) throws -> Int {
        let result = try connection.query(
            "SELECT coalesce(max(number), 0) FROM former_logs WHERE topic = $1", [.text(topic)])
        return Int(result.integer(0, 0) ?? 0)
    }

    /// Closes the account of the topic's log, all partitions of it, and opens a new one: positions and counts
    /// are gone from `sink_offsets`, and every epoch is a higher one, so that whoever reads still stops.
    ///
    /// Waits for the transactions of all sinks of the topic to end.
    /// - Parameter fence: what made us think that the log is another one.
    /// - Throws: `SinkFenced` where somebody else has claimed that partition since, or has come first.
    package static func retire(_ connection: PostgresConnection, topic: String, _ fence: SinkFence) throws {
        try connection.transaction {
            // Behind a frozen sink it is tried again, until the group has given that one's partitions away.
            try connection.execute("SET LOCAL lock_timeout = '5s'")
            let rows = try connection.query(
                """
                SELECT \(SinkOffsetRow.columns) FROM sink_offsets WHERE topic = $1
                ORDER BY kafka_partition FOR UPDATE
                """, [.text(topic)])
            try SinkOffsets.check([fence], topic: topic, SinkOffsets.rows(in: rows))
            try connection.query(
                """
                INSERT INTO former_logs (topic, number, kafka_partition, first_offset, next_offset, stored,
                    duplicates, rejected, skipped, last_click_id)
                SELECT topic, (SELECT coalesce(max(number), 0) + 1 FROM former_logs WHERE topic = $1),
                    kafka_partition, first_offset, next_offset, stored, duplicates, rejected, skipped,
                    greatest(pg_sequence_last_value(pg_get_serial_sequence('user_clicks', 'id')), \(lastClickID))
                FROM sink_offsets WHERE topic = $1
                """, [.text(topic)])
            try connection.query(
                """
                UPDATE rejected_clicks
                SET former_log = (SELECT max(number) FROM former_logs WHERE topic = $1)
                WHERE topic = $1 AND former_log = 0
                """, [.text(topic)])
            try connection.execute("DELETE FROM dropped_rows")
            try connection.query(
                """
                UPDATE sink_offsets SET first_offset = NULL, next_offset = NULL, stored = 0, duplicates = 0,
                    rejected = 0, skipped = 0, epoch = epoch + 1, updated_at = now()
                WHERE topic = $1
                """, [.text(topic)])
        }
    }
}
