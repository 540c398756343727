package import ClickModel
package import PostgresClient

/// Clicks as rows of a binary COPY into `user_clicks`. The hot path: no allocation, no copy but the one into
/// the buffer.
package enum UserClicksCopy {
    /// In the order in which `appendRow` writes: the fields of a click, and where it came from.
    static let columns: String =
        (ClickField.allCases.map { $0.name.description }
        + ["kafka_partition", "kafka_offset", "produced_at", "ingested_at"]).joined(separator: ", ")

    package static let columnCount = Int16(ClickField.allCases.count + 4)

    package static let statement = "COPY user_clicks (\(columns)) FROM STDIN (FORMAT binary)"

    /// Appends one row.
    /// - Parameters:
    ///   - producedAt: the record's timestamp, in milliseconds since 1970.
    ///   - ingestedAt: now, in microseconds since 1970.
    package static func appendRow(
        _ click: borrowing DecodedClick, partition: Int32, offset: Int64, producedAt: Int64,
        ingestedAt: Int64, into buffer: inout CopyBinaryBuffer
    ) {
        buffer.beginRow(columns: columnCount)
        buffer.uuid(high: click.eventID.high, low: click.eventID.low)
        text(click.eventType, &buffer)
        buffer.timestamptz(microseconds: click.eventTime)
        text(click.userID, &buffer)
        text(click.sessionID, &buffer)
        text(click.pageURL, &buffer)
        text(click.pageTitle, &buffer)
        text(click.referrer, &buffer)
        text(click.productID, &buffer)
        text(click.productName, &buffer)
        text(click.category, &buffer)
        text(click.brand, &buffer)
        if click.hasPrice { buffer.numeric(tenThousandths: click.price) } else { buffer.null() }
        if click.hasQuantity { buffer.int32(click.quantity) } else { buffer.null() }
        text(click.currency, &buffer)
        text(click.orderID, &buffer)
        text(click.searchQuery, &buffer)
        text(click.utmSource, &buffer)
        text(click.utmMedium, &buffer)
        text(click.utmCampaign, &buffer)
        text(click.userAgent, &buffer)
        text(click.device, &buffer)
        text(click.browser, &buffer)
        text(click.os, &buffer)
        text(click.language, &buffer)
        text(click.country, &buffer)
        text(click.screen, &buffer)
        buffer.bool(click.isBot)
        text(click.source, &buffer)
        if let json = click.properties.start {
            buffer.jsonb(start: json, count: click.properties.count)
        } else {
            buffer.null()
        }
        buffer.int32(partition)
        buffer.int64(offset)
        buffer.timestamptz(microseconds: RecordTime.microseconds(milliseconds: producedAt))
        buffer.timestamptz(microseconds: ingestedAt)
    }

    @inline(__always)
    private static func text(_ bytes: BorrowedBytes, _ buffer: inout CopyBinaryBuffer) {
        buffer.text(start: bytes.start, count: bytes.count)
    }
}
