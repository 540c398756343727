internal import ClickModel
internal import ClickRollups
package import PostgresClient

extension BatchAggregates {
    /// The object identifiers of the types that rows are sent as; they differ from database to database.
    package struct Types {
        let rollup: UInt32
        let userDay: UInt32
        let visitPiece: UInt32

        package init(rollup: UInt32, userDay: UInt32, visitPiece: UInt32) {
            self.rollup = rollup
            self.userDay = userDay
            self.visitPiece = visitPiece
        }

        package static func read(_ connection: PostgresConnection) throws(PostgresError) -> Types {
            let result = try connection.execute(
                "SELECT 'clicks_by_minute'::regtype::oid, 'user_days'::regtype::oid, 'visit_piece'::regtype::oid"
            )
            func identifier(_ column: Int) -> UInt32 {
                UInt32(truncatingIfNeeded: result.integer(0, column) ?? 0)
            }
            return Types(rollup: identifier(0), userDay: identifier(1), visitPiece: identifier(2))
        }
    }

    private enum Statement {
        static let rollups = "SELECT add_rollups($1::clicks_by_minute[], to_timestamp($2::bigint))"
        static let users = "SELECT add_users($1::user_days[])"
        static let visits = "SELECT add_visits($1::visit_piece[])"
        static let knownVisits = "SELECT extend_visits($1::visit_piece[])"
        static let fence = "SELECT expect_visitor_rebuilds($1::bigint)"
        static let joinedVisits = "SELECT join_visits($1::visit_piece[])"
    }

    /// Takes a statement of the transaction: its text, its `$1` in binary form, which is valid during the
    /// call, and the parameters behind it.
    package typealias StatementTaker = (
        String, UnsafeRawBufferPointer, [PostgresParameter]
    ) throws(PostgresError) -> Void

    /// Sends everything that was added, as statements of the transaction that stores the clicks.
    /// - Parameter lane: a partition that the transaction has locked, so that no other transaction writes the
    ///   same rows of rollups at the same time.
    package func send(
        in pipeline: inout PostgresPipeline, types: Types, lane: Int32
    ) throws(PostgresError) {
        try writeStatements(types: types, lane: lane) { (sql, binary, parameters) throws(PostgresError) in
            try pipeline.add(prepared: sql, binary: binary, parameters)
        }
        // Fails where they were rebuilt since: those that we remember, and so did not send, may be gone.
        if visits.count > 0 {
            try pipeline.add(Statement.fence, [.integer(rebuilds)], isPrepared: true)
        }
    }

    /// Writes the statements, one by one.
    package func writeStatements(
        types: Types, lane: Int32, _ take: StatementTaker
    ) throws(PostgresError) {
        if batchesWithoutTrust > 0 {
            batchesWithoutTrust -= 1
            forgetKnown()
        }
        rollups.sort()
        visits.sort()
        try writeRollups(type: types.rollup, lane: lane, take)
        try writeUsers(type: types.userDay, take)
        try writeVisits(type: types.visitPiece, take)
    }

    private func writeRollups(type: UInt32, lane: Int32, _ take: StatementTaker) throws(PostgresError) {
        var first = Int64.max
        array.begin(type: type)
        try rollups.forEach { (key, sums) throws(PostgresError) in
            first = min(first, key.minute)
            if Self.append(key, sums, lane: lane, to: &array) {
                try flush(Statement.rollups, type: type, [.integer(first / 1_000_000)], take)
                first = .max
            }
        }
        try flush(Statement.rollups, type: type, [.integer(first / 1_000_000)], take)
    }

    /// In one statement, whatever its size: it locks the users in one order.
    private func writeUsers(type: UInt32, _ take: StatementTaker) throws(PostgresError) {
        array.begin(type: type)
        visits.forEach { _, row in
            // A piece without a session is always sent: its user's row is what makes sinks wait for each
            // other.
            let isNeeded = row.sessionID == nil
            if row.hasHumanClicks, knownUsers.isNew(row, isBot: false) || isNeeded {
                Self.append(row, isBot: false, to: &array)
            }
            if row.hasBotClicks, knownUsers.isNew(row, isBot: true) || isNeeded {
                Self.append(row, isBot: true, to: &array)
            }
        }
        try flush(Statement.users, type: type, [], take)
    }

    /// First what is new, since a session that comes with clicks of two days is known by the second.
    private func writeVisits(type: UInt32, _ take: StatementTaker) throws(PostgresError) {
        knownPieces.removeAll(keepingCapacity: true)
        array.begin(type: type)
        var statement = Statement.visits
        var day = Int64.min
        try visits.forEach { (place, row) throws(PostgresError) in
            if row.sessionID != nil, !knownSessions.isNew(row) {
                knownPieces.append(place)
                return
            }
            let kind = row.sessionID == nil ? Statement.joinedVisits : Statement.visits
            if array.isFull || kind != statement || row.day != day {
                try flush(statement, type: type, [], take)
            }
            (statement, day) = (kind, row.day)
            Self.append(row, &revenueText, to: &array)
        }
        try flush(statement, type: type, [], take)
        try visits.forEach(at: knownPieces) { (_, row) throws(PostgresError) in
            if array.isFull || row.day != day { try flush(Statement.knownVisits, type: type, [], take) }
            day = row.day
            Self.append(row, &revenueText, to: &array)
        }
        try flush(Statement.knownVisits, type: type, [], take)
    }

    private func flush(
        _ statement: String, type: UInt32, _ parameters: [PostgresParameter], _ take: StatementTaker
    ) throws(PostgresError) {
        guard array.rows > 0 else { return }
        try array.withBytes { (bytes) throws(PostgresError) in try take(statement, bytes, parameters) }
        array.begin(type: type)
    }

    // MARK: - Rows

    // These write to an array that is handed in, since Swift would check each access to the one of this
    // object.

    /// - Returns: whether the array is full.
    private static func append(
        _ key: BatchRollups.Key, _ sums: BatchRollups.Sums, lane: Int32, to array: inout RowArrayBuffer
    ) -> Bool {
        array.beginRow(columns: 14)
        array.text(key.dimension.name)
        array.timestamptz(microseconds: key.minute)
        array.text(key.value)
        array.int32(lane)
        array.bool(key.isBot)
        if key.currency == .none { array.text("" as StaticString) } else { array.text(key.currency.text) }
        array.int64(sums.clicks)
        array.int64(sums.pageViews)
        array.int64(sums.productViews)
        array.int64(sums.cartAdditions)
        array.int64(sums.checkouts)
        array.int64(sums.purchases)
        array.int64(sums.units)
        array.numeric(sumOfTenThousandths: sums.revenue)
        return array.isFull
    }

    private static func append(_ row: BatchVisits.Row, isBot: Bool, to array: inout RowArrayBuffer) {
        array.beginRow(columns: 3)
        array.date(daysSince1970: Int32(truncatingIfNeeded: row.day))
        array.text(row.userID)
        array.bool(isBot)
    }

    private static func append(
        _ row: BatchVisits.Row, _ revenueText: inout RevenueText, to array: inout RowArrayBuffer
    ) {
        array.beginRow(columns: 22)
        array.text(row.userID)
        if let session = row.sessionID { array.text(session) } else { array.text(start: nil, count: 0) }
        array.timestamptz(microseconds: row.startedAt)
        array.timestamptz(microseconds: row.endedAt)
        array.int64(row.clicks)
        array.int64(row.pageViews)
        array.int16(row.furthestStep)
        array.int64(row.purchases)
        if row.revenue.isEmpty {
            array.jsonb(UnsafeBufferPointer(start: nil, count: 0))
        } else {
            revenueText.withJSON(row.revenue) { array.jsonb($0) }
        }
        array.uuid(high: row.entryEventID.high, low: row.entryEventID.low)
        array.uuid(high: row.exitEventID.high, low: row.exitEventID.low)
        array.text(row.entryPage)
        array.text(row.exitPage)
        array.text(row.source)
        array.text(row.medium)
        array.text(row.campaign)
        array.text(row.device)
        array.text(row.browser)
        array.text(row.os)
        array.text(row.language)
        array.text(row.country)
        array.bool(row.hasBotClicks)
    }
}

extension RowArrayBuffer {
    fileprivate mutating func text(_ text: StaticString) {
        self.text(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    fileprivate mutating func text(_ bytes: BorrowedBytes) {
        text(start: bytes.start, count: bytes.count)
    }

    fileprivate mutating func text(_ bytes: UnsafeRawBufferPointer) {
        // A buffer without bytes may have no address, which would be NULL.
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return text("" as StaticString) }
        text(start: start.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    }
}

extension CurrencyCode {
    fileprivate var text: String {
        let (first, second, third) = letters
        return String(decoding: [first, second, third], as: UTF8.self)
    }
}
