package import ClickModel
package import PostgresClient

/// Records that were refused, as rows of a binary COPY into `StagedRejections`.
package enum RejectedClicksCopy {
    static let columns = """
        topic, kafka_partition, kafka_offset, produced_at, rejected_at, reason, field, detail, record_key, \
        payload
        """

    package static let columnCount: Int16 = 10

    package static let statement = StagedRejections.copyStatement

    /// Appends one row.
    /// - Parameters:
    ///   - topic: the topic's name in UTF-8.
    ///   - producedAt: the record's timestamp, in milliseconds since 1970.
    ///   - rejectedAt: now, in microseconds since 1970.
    ///   - key: the record's key; `nil` where it has none.
    ///   - payload: the record's value; `nil` where it has none.
    package static func appendRow(
        topic: UnsafeRawBufferPointer, partition: Int32, offset: Int64, producedAt: Int64, rejectedAt: Int64,
        _ rejection: ClickRejection, key: UnsafeRawBufferPointer?, payload: UnsafeRawBufferPointer?,
        into buffer: inout CopyBinaryBuffer
    ) {
        buffer.beginRow(columns: columnCount)
        buffer.text(topic.bindMemory(to: UInt8.self))
        buffer.int32(partition)
        buffer.int64(offset)
        buffer.timestamptz(microseconds: RecordTime.microseconds(milliseconds: producedAt))
        buffer.timestamptz(microseconds: rejectedAt)
        buffer.text(rejection.reason.rawValue)
        if let field = rejection.field { buffer.text(storable(field)) } else { buffer.null() }
        buffer.text(storable(rejection.detail))
        if let key { buffer.bytea(key) } else { buffer.null() }
        if let payload { buffer.bytea(payload) } else { buffer.null() }
    }

    /// A field's name and a sentence about it quote the record, which may hold the one character that a
    /// `text` can't.
    private static func storable(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{fffd}" : $0 }))
    }
}
