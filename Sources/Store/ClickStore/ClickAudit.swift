package import PostgresClient

/// What an audit reads from the tables: totals, and the rows' places in the log in their order.
package enum ClickAudit {
    /// The rows of one Kafka partition.
    package struct PartitionTotal: Hashable, Sendable {
        package let partition: Int32
        package let rows: Int64
        package let lowestOffset: Int64
        package let highestOffset: Int64
    }

    /// Where a stored click came from, and what makes it that click.
    package struct StoredClick: Hashable, Sendable {
        package let partition: Int32
        package let offset: Int64
        package let eventIDHigh: UInt64
        package let eventIDLow: UInt64
        /// Microseconds since 1970.
        package let eventTime: Int64
    }

    /// By partition. Reads the whole table.
    package static func storedTotals(_ connection: PostgresConnection) throws -> [PartitionTotal] {
        try totals(connection.query(totalsStatement(from: "user_clicks")))
    }

    /// By partition of `topic`.
    package static func rejectedTotals(
        _ connection: PostgresConnection, topic: String
    ) throws -> [PartitionTotal] {
        try totals(
            connection.query(totalsStatement(from: "rejected_clicks WHERE topic = $1"), [.text(topic)]))
    }

    /// Every stored click, by partition and offset, without holding them in memory. The server sorts, on its
    /// disk where the table is large.
    package static func storedClicks(
        _ connection: PostgresConnection, _ body: (StoredClick) throws -> Void
    ) throws {
        let sql = """
            COPY (SELECT kafka_partition, kafka_offset, event_id, event_time FROM user_clicks
                ORDER BY kafka_partition, kafka_offset) TO STDOUT (FORMAT binary)
            """
        try connection.copyOut(sql) { bytes in
            var reader = CopyBinaryReader(bytes)
            guard reader.isRow else { return }
            guard let partition = reader.int32(), let offset = reader.int64(), let id = reader.uuid(),
                let time = reader.timestamptz()
            else { throw malformed(sql) }
            try body(
                StoredClick(
                    partition: partition, offset: offset, eventIDHigh: id.high, eventIDLow: id.low,
                    eventTime: time))
        }
    }

    /// Every refused record of `topic`, by partition and offset.
    package static func rejectedRecords(
        _ connection: PostgresConnection, topic: String,
        _ body: (_ partition: Int32, _ offset: Int64) throws -> Void
    ) throws {
        let sql = """
            COPY (SELECT kafka_partition, kafka_offset FROM rejected_clicks
                WHERE topic = \(try connection.literal(topic))
                ORDER BY kafka_partition, kafka_offset) TO STDOUT (FORMAT binary)
            """
        try connection.copyOut(sql) { bytes in
            var reader = CopyBinaryReader(bytes)
            guard reader.isRow else { return }
            guard let partition = reader.int32(), let offset = reader.int64() else { throw malformed(sql) }
            try body(partition, offset)
        }
    }

    private static func totalsStatement(from source: String) -> String {
        """
        SELECT kafka_partition, count(*), min(kafka_offset), max(kafka_offset) FROM \(source)
        GROUP BY kafka_partition ORDER BY kafka_partition
        """
    }

    private static func totals(_ result: PostgresResult) -> [PartitionTotal] {
        result.rows.map { row in
            PartitionTotal(
                partition: Int32(result.integer(row, 0) ?? -1), rows: result.integer(row, 1) ?? 0,
                lowestOffset: result.integer(row, 2) ?? 0, highestOffset: result.integer(row, 3) ?? 0)
        }
    }

    private static func malformed(_ sql: String) -> PostgresError {
        PostgresError(.protocol, "a row that is not in the binary COPY format", statement: sql)
    }
}
