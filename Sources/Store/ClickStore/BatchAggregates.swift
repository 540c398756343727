package import ClickModel
internal import ClickRollups
package import PostgresClient

/// What the clicks of one transaction add to rollups, sessions and users: summed up while they are decoded,
/// sent behind the rows, and added by the database in the same transaction.
///
/// First of all `renew`. In a transaction: `add` each click that is stored; COPY with `copyStatements` and
/// `send`; then `statement`, and behind it `fence`.
/// Not Sendable: one a worker, used again and again.
package final class BatchAggregates {
    /// Two COPYs, whose data `send` writes one after the other.
    package static let copyStatements =
        "COPY batch_rollups FROM STDIN (FORMAT binary); COPY batch_visits FROM STDIN (FORMAT binary)"

    /// Adds what was sent to the tables.
    package static let statement = "SELECT add_rollups(); SELECT add_visits()"

    private var rollups = BatchRollups()
    private var visits = BatchVisits()
    private var knownUsers = KnownUsers()
    /// How often users were rebuilt when we began to remember some; `nil` where that is not known yet.
    private var rebuilds: Int64?
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

    /// Whether it is not known what the fence has to say.
    package var needsRenewal: Bool { rebuilds == nil }

    /// Forgets users, and learns what the fence has to say from now on. Outside of a transaction.
    package func renew(_ connection: PostgresConnection) throws {
        knownUsers.removeAll()
        rebuilds = try connection.query("SELECT visitor_rebuilds FROM rollup_progress").integer(0, 0)
    }

    /// A statement that fails where users were rebuilt since: those that we remember may be gone.
    package var fence: String { "SELECT expect_visitor_rebuilds(\(rebuilds ?? -1))" }

    /// Whether the fence failed. The transaction has to be done again, after `renew`.
    package static func wereRebuilt(_ error: PostgresError) -> Bool { error.sqlState == .visitorsRebuilt }

    /// Counts a click that this transaction stores. The hot path: no allocation in steady state.
    package func add(_ click: borrowing DecodedClick) {
        rollups.add(click)
        visits.add(click)
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
        buffer.removeAll()
        buffer.writeHeader()
        try rollups.forEach { (key, sums) throws(PostgresError) in
            append(key, sums, lane: lane)
            try sendIfFull(to: connection)
        }
        try finish(connection)
        try connection.nextCopyIn()
        buffer.writeHeader()
        try visits.forEach { (row) throws(PostgresError) in
            append(row)
            try sendIfFull(to: connection)
        }
        try finish(connection)
    }

    private func sendIfFull(to connection: PostgresConnection) throws(PostgresError) {
        guard buffer.isFull else { return }
        try connection.putCopyData(buffer)
        buffer.removeAll()
    }

    private func finish(_ connection: PostgresConnection) throws {
        buffer.writeTrailer()
        try connection.putCopyData(buffer)
        buffer.removeAll()
    }

    private func append(_ key: BatchRollups.Key, _ sums: BatchRollups.Sums, lane: Int32) {
        buffer.beginRow(columns: 14)
        text(key.dimension.name)
        buffer.timestamptz(microseconds: key.minute)
        text(key.value)
        buffer.int32(lane)
        buffer.bool(key.isBot)
        if key.currency == .none { text("") } else { buffer.text(key.currency.text) }
        buffer.int64(sums.clicks)
        buffer.int64(sums.pageViews)
        buffer.int64(sums.productViews)
        buffer.int64(sums.cartAdditions)
        buffer.int64(sums.checkouts)
        buffer.int64(sums.purchases)
        buffer.int64(sums.units)
        buffer.numeric(sumOfTenThousandths: sums.revenue)
    }

    private func append(_ row: BatchVisits.Row) {
        buffer.beginRow(columns: 26)
        text(row.userID)
        if let session = row.sessionID { text(session) } else { buffer.null() }
        buffer.date(daysSince1970: Int32(truncatingIfNeeded: row.day))
        buffer.timestamptz(microseconds: row.startedAt)
        buffer.timestamptz(microseconds: row.endedAt)
        buffer.int64(row.clicks)
        buffer.int64(row.pageViews)
        buffer.int16(row.furthestStep)
        buffer.int64(row.purchases)
        if row.revenue.isEmpty { buffer.null() } else { append(row.revenue) }
        buffer.uuid(high: row.entryEventID.high, low: row.entryEventID.low)
        buffer.uuid(high: row.exitEventID.high, low: row.exitEventID.low)
        text(row.entryPage)
        text(row.exitPage)
        text(row.source)
        text(row.medium)
        text(row.campaign)
        text(row.device)
        text(row.browser)
        text(row.os)
        text(row.language)
        text(row.country)
        buffer.bool(row.hasBotClicks)
        buffer.bool(row.hasBotClicks)
        buffer.bool(row.hasHumanClicks)
        buffer.bool(knownUsers.isNews(row))
    }

    /// As in `{"EUR":12.5000}`. Rare enough for Strings.
    private func append(_ revenue: [(currency: CurrencyCode, amount: Int128)]) {
        let members = revenue.map { "\"\($0.currency.text)\":\(Self.decimal($0.amount))" }
        let json = Array("{\(members.joined(separator: ","))}".utf8)
        json.withUnsafeBufferPointer { bytes in
            if let start = bytes.baseAddress { buffer.jsonb(start: start, count: bytes.count) }
        }
    }

    private static func decimal(_ tenThousandths: Int128) -> String {
        let (whole, fraction) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        let decimals = String(10_000 + fraction).dropFirst()
        return "\(tenThousandths < 0 ? "-" : "")\(whole).\(decimals)"
    }

    private func text(_ text: StaticString) {
        buffer.text(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private func text(_ bytes: BorrowedBytes) {
        buffer.text(start: bytes.start, count: bytes.count)
    }

    private func text(_ bytes: UnsafeRawBufferPointer) {
        buffer.text(bytes.bindMemory(to: UInt8.self))
    }
}

extension CurrencyCode {
    fileprivate var text: String {
        let (first, second, third) = letters
        return String(decoding: [first, second, third], as: UTF8.self)
    }
}

extension SQLState {
    /// Raised by `expect_visitor_rebuilds`.
    fileprivate static let visitorsRebuilt = SQLState("CLK01")
}
