package import ClickModel
internal import ClickRollups
package import PostgresClient

/// What the clicks of one transaction add to rollups, sessions and users: summed up while they are decoded,
/// sent behind the rows, and added by the database in the same transaction.
///
/// In a transaction: `add` each click that is stored; COPY with `copyStatements` and `send`; then
/// `statement`.
/// Not Sendable: one a worker, used again and again.
package final class BatchAggregates {
    /// Two COPYs, whose data `send` writes one after the other.
    package static let copyStatements =
        "COPY batch_rollups FROM STDIN (FORMAT binary); COPY batch_visits FROM STDIN (FORMAT binary)"

    /// Adds what was sent to the tables.
    package static let statement = "SELECT add_rollups(); SELECT add_visits()"

    private let host = HostBuffer()
    private var revenueText = RevenueText()
    private var rollups = BatchRollups()
    private var visits = BatchVisits()
    private var knownUsers = KnownUsers()
    private var buffer: CopyBinaryBuffer

    /// - Parameter chunkBytes: bytes handed to libpq at a time.
    package init(chunkBytes: Int) { buffer = CopyBinaryBuffer(limit: chunkBytes) }

    /// Makes the temporary tables: once a connection, outside of a transaction.
    package static func prepare(_ connection: PostgresConnection) throws {
        try connection.execute(
            """
            CREATE TEMPORARY TABLE IF NOT EXISTS batch_rollups ON COMMIT DELETE ROWS AS
                SELECT * FROM clicks_by_minute WITH NO DATA;
            CREATE TEMPORARY TABLE IF NOT EXISTS batch_visits ON COMMIT DELETE ROWS AS
                SELECT user_id, session_id, NULL::date AS day, started_at, ended_at, clicks, page_views,
                    furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page,
                    source, medium, campaign, device, browser, os, language, country, is_bot,
                    is_bot AS has_bot_clicks, is_bot AS has_human_clicks, is_bot AS is_news
                FROM sessions WITH NO DATA
            """)
    }

    package func removeAll() {
        rollups.removeAll()
        visits.removeAll()
    }

    /// To be called when a transaction with what was sent was not committed, or may not have been.
    package func forgetUsers() { knownUsers.removeAll() }

    /// Counts a click that this transaction stores. The hot path: no allocation in steady state.
    package func add(_ click: borrowing DecodedClick) {
        let origin = ClickOrigin(click, scratch: host)
        rollups.add(click, origin)
        visits.add(click, origin)
    }

    /// Clicks by event type, for those who are told of the commit; the most frequent first.
    package var clicksByEventType: [(eventType: String, clicks: Int64)] {
        var counts: [String: Int64] = [:]
        rollups.forEach { key, sums in
            guard key.dimension == .eventType else { return }
            counts[String(decoding: key.value, as: UTF8.self), default: 0] += sums.clicks
        }
        return counts.map { (eventType: $0.key, clicks: $0.value) }
            .sorted { ($1.clicks, $0.eventType) < ($0.clicks, $1.eventType) }
    }

    /// Writes both tables. The COPY of the first is under way, and so is that of the second on return.
    /// - Parameter lane: a partition that the transaction has locked, so that no other transaction writes the
    ///   same rows of rollups at the same time.
    package func send(to connection: PostgresConnection, lane: Int32) throws {
        try writeRollups(lane: lane) { (chunk) throws(PostgresError) in try connection.putCopyData(chunk) }
        try connection.nextCopyIn()
        try writeVisits { (chunk) throws(PostgresError) in try connection.putCopyData(chunk) }
    }

    /// Takes a part of a table's COPY, which is valid during the call.
    package typealias ChunkTaker = (borrowing CopyBinaryBuffer) throws(PostgresError) -> Void

    /// The first COPY, piece by piece.
    package func writeRollups(lane: Int32, _ take: ChunkTaker) throws(PostgresError) {
        buffer.removeAll()
        buffer.writeHeader()
        try rollups.forEach { (key, sums) throws(PostgresError) in
            if Self.append(key, sums, lane: lane, to: &buffer) { try handOver(take) }
        }
        buffer.writeTrailer()
        try handOver(take)
    }

    /// The second COPY, piece by piece.
    package func writeVisits(_ take: ChunkTaker) throws(PostgresError) {
        buffer.removeAll()
        buffer.writeHeader()
        try visits.forEach { (row) throws(PostgresError) in
            let isNews = knownUsers.isNews(row)
            if Self.append(row, isNews: isNews, &revenueText, to: &buffer) { try handOver(take) }
        }
        buffer.writeTrailer()
        try handOver(take)
    }

    private func handOver(_ take: ChunkTaker) throws(PostgresError) {
        try take(buffer)
        buffer.removeAll()
    }

    // These write to a buffer that is handed in, since Swift would check each access to the one of this
    // object, and tell whether it is full.

    private static func append(
        _ key: BatchRollups.Key, _ sums: BatchRollups.Sums, lane: Int32, to buffer: inout CopyBinaryBuffer
    ) -> Bool {
        buffer.beginRow(columns: 14)
        text(key.dimension.name, &buffer)
        buffer.timestamptz(microseconds: key.minute)
        text(key.value, &buffer)
        buffer.int32(lane)
        buffer.bool(key.isBot)
        if key.currency == .none { text("", &buffer) } else { buffer.text(key.currency.text) }
        buffer.int64(sums.clicks)
        buffer.int64(sums.pageViews)
        buffer.int64(sums.productViews)
        buffer.int64(sums.cartAdditions)
        buffer.int64(sums.checkouts)
        buffer.int64(sums.purchases)
        buffer.int64(sums.units)
        buffer.numeric(sumOfTenThousandths: sums.revenue)
        return buffer.isFull
    }

    private static func append(
        _ row: BatchVisits.Row, isNews: Bool, _ revenueText: inout RevenueText,
        to buffer: inout CopyBinaryBuffer
    ) -> Bool {
        buffer.beginRow(columns: 26)
        text(row.userID, &buffer)
        if let session = row.sessionID { text(session, &buffer) } else { buffer.null() }
        buffer.date(daysSince1970: Int32(truncatingIfNeeded: row.day))
        buffer.timestamptz(microseconds: row.startedAt)
        buffer.timestamptz(microseconds: row.endedAt)
        buffer.int64(row.clicks)
        buffer.int64(row.pageViews)
        buffer.int16(row.furthestStep)
        buffer.int64(row.purchases)
        if row.revenue.isEmpty {
            buffer.null()
        } else {
            revenueText.withJSON(row.revenue) { json in
                if let start = json.baseAddress { buffer.jsonb(start: start, count: json.count) }
            }
        }
        buffer.uuid(high: row.entryEventID.high, low: row.entryEventID.low)
        buffer.uuid(high: row.exitEventID.high, low: row.exitEventID.low)
        text(row.entryPage, &buffer)
        text(row.exitPage, &buffer)
        text(row.source, &buffer)
        text(row.medium, &buffer)
        text(row.campaign, &buffer)
        text(row.device, &buffer)
        text(row.browser, &buffer)
        text(row.os, &buffer)
        text(row.language, &buffer)
        text(row.country, &buffer)
        buffer.bool(row.hasBotClicks)
        buffer.bool(row.hasBotClicks)
        buffer.bool(row.hasHumanClicks)
        buffer.bool(isNews)
        return buffer.isFull
    }

    private static func text(_ text: StaticString, _ buffer: inout CopyBinaryBuffer) {
        buffer.text(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private static func text(_ bytes: BorrowedBytes, _ buffer: inout CopyBinaryBuffer) {
        buffer.text(start: bytes.start, count: bytes.count)
    }

    private static func text(_ bytes: UnsafeRawBufferPointer, _ buffer: inout CopyBinaryBuffer) {
        buffer.text(bytes.bindMemory(to: UInt8.self))
    }
}

extension CurrencyCode {
    fileprivate var text: String {
        let (first, second, third) = letters
        return String(decoding: [first, second, third], as: UTF8.self)
    }
}
