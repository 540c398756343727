package import ClickModel
internal import PostgresClient

/// A row of `rejected_clicks`.
package struct RejectedClick: Sendable {
    /// What was sent in the record's place.
    package struct Retry: Sendable, Equatable {
        /// Microseconds since 1970.
        package let at: Int64
        package let partition: Int32
        package let offset: Int64
        package let eventID: EventID
    }

    package let id: Int64
    package let topic: String
    package let partition: Int32
    package let offset: Int64
    /// The record's timestamp, in microseconds since 1970.
    package let producedAt: Int64
    /// Microseconds since 1970.
    package let rejectedAt: Int64
    /// The code as it is in the table: a newer program's may be unknown here.
    package let reason: String
    package let field: String?
    package let detail: String
    /// `nil` where the record has none, and where it was not asked for.
    package let key: [UInt8]?
    /// `nil` where the record has none, and where it was not asked for.
    package let payload: [UInt8]?
    package let retry: Retry?
    /// Which of the topic's logs it came from: 0 for the present one, or the number of a former one.
    package let formerLog: Int
}

extension RejectedClick {
    /// What to select for `init(row:)`.
    /// - Parameter withBytes: key and payload too, which may be a megabyte and more.
    static func columns(withBytes: Bool) -> String {
        """
        id, topic, kafka_partition, kafka_offset, produced_at, rejected_at, reason, field, detail, \
        \(withBytes ? "record_key, payload" : "NULL::bytea, NULL::bytea"), \
        retried_at, retried_partition, retried_offset, retried_event_id, former_log
        """
    }

    /// - Parameter row: of a binary COPY of `columns`.
    /// - Returns: `nil` where a value is missing that no row lacks.
    init?(row: CopyBinaryReader) {
        var row = row
        guard let id = row.int64(), let topic = row.text(), let partition = row.int32(),
            let offset = row.int64(), let producedAt = row.timestamptz(), let rejectedAt = row.timestamptz(),
            let reason = row.text()
        else { return nil }
        let field = row.text()
        guard let detail = row.text() else { return nil }
        self.id = id
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.producedAt = producedAt
        self.rejectedAt = rejectedAt
        self.reason = reason
        self.field = field
        self.detail = detail
        key = row.next().map(Array.init)
        payload = row.next().map(Array.init)
        // All are read, also where they are null: what follows is the next column.
        let retried = (at: row.timestamptz(), partition: row.int32(), offset: row.int64(), id: row.uuid())
        if let at = retried.at, let partition = retried.partition, let offset = retried.offset,
            let eventID = retried.id
        {
            retry = Retry(
                at: at, partition: partition, offset: offset,
                eventID: EventID(high: eventID.high, low: eventID.low))
        } else {
            retry = nil
        }
        formerLog = Int(row.int32() ?? 0)
    }
}

extension CopyBinaryReader {
    fileprivate mutating func text() -> String? { next().map { String(decoding: $0, as: UTF8.self) } }
}
