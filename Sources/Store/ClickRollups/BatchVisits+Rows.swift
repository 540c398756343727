package import ClickModel

extension BatchVisits {
    /// A piece as the database takes it. The texts are valid while it is visited.
    package struct Row {
        package let userID: UnsafeRawBufferPointer
        /// `nil` for clicks without a `session_id`.
        package let sessionID: UnsafeRawBufferPointer?
        /// Days since 1970-01-01.
        package let day: Int64
        /// Microseconds since 1970.
        package let startedAt: Int64
        package let endedAt: Int64
        package let clicks: Int64
        package let pageViews: Int64
        package let furthestStep: Int16
        package let purchases: Int64
        package let revenue: Revenue
        package let entryEventID: (high: UInt64, low: UInt64)
        package let exitEventID: (high: UInt64, low: UInt64)
        package let entryPage: BorrowedBytes
        package let exitPage: BorrowedBytes
        package let source: BorrowedBytes
        package let medium: BorrowedBytes
        package let campaign: BorrowedBytes
        package let device: BorrowedBytes
        package let browser: BorrowedBytes
        package let os: BorrowedBytes
        package let language: BorrowedBytes
        package let country: BorrowedBytes
        package let hasBotClicks: Bool
        package let hasHumanClicks: Bool
    }

    /// What was paid: ten-thousandths by currency.
    package struct Revenue {
        fileprivate let amounts: Amounts
        fileprivate let first: Int32

        package var isEmpty: Bool { first < 0 }

        package func forEach(_ body: (CurrencyCode, Int128) -> Void) { amounts.forEach(from: first, body) }
    }

    /// Puts the pieces in order: first those with a session, by day, user and session; then those without, by
    /// half hour and user. The order is the same in every process. To be called before `forEach`.
    package mutating func sort() { keys.sort(into: &order) }

    /// Visits every piece in order, with its place in it.
    package func forEach<Failure: Error>(_ body: (Int, Row) throws(Failure) -> Void) throws(Failure) {
        try texts.withBytes { (bytes) throws(Failure) in
            for (place, index) in order.enumerated() {
                try keys.withKey(Int(index)) { (key) throws(Failure) in
                    try body(place, row(pieces[Int(index)], key: key, texts: bytes))
                }
            }
        }
    }

    /// Visits the pieces at these places in the order.
    package func forEach<Failure: Error>(
        at places: [Int], _ body: (Int, Row) throws(Failure) -> Void
    ) throws(Failure) {
        try texts.withBytes { (bytes) throws(Failure) in
            for place in places {
                let index = Int(order[place])
                try keys.withKey(index) { (key) throws(Failure) in
                    try body(place, row(pieces[index], key: key, texts: bytes))
                }
            }
        }
    }

    private func row(
        _ piece: Piece, key: UnsafeRawBufferPointer, texts: UnsafeBufferPointer<UInt8>
    ) -> Row {
        func text(_ slice: TextArena.Slice) -> BorrowedBytes { TextArena.view(slice, in: texts) }
        let userEnd = Self.headBytes + Int(piece.userBytes)
        let entry = piece.entry
        return Row(
            userID: UnsafeRawBufferPointer(rebasing: key[Self.headBytes..<userEnd]),
            sessionID: piece.hasSession ? UnsafeRawBufferPointer(rebasing: key[(userEnd + 1)...]) : nil,
            day: piece.day, startedAt: piece.first.time, endedAt: piece.last.time, clicks: piece.clicks,
            pageViews: piece.pageViews, furthestStep: piece.furthestStep, purchases: piece.purchases,
            revenue: Revenue(amounts: amounts, first: piece.firstAmount),
            entryEventID: (piece.first.high, piece.first.low),
            exitEventID: (piece.last.high, piece.last.low), entryPage: text(entry.page),
            exitPage: text(piece.exitPage), source: text(entry.source), medium: text(entry.medium),
            campaign: text(entry.campaign), device: text(entry.device), browser: text(entry.browser),
            os: text(entry.os), language: text(entry.language), country: text(entry.country),
            hasBotClicks: piece.hasBotClicks, hasHumanClicks: piece.hasHumanClicks)
    }
}
