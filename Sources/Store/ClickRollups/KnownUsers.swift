/// The users whose day is in the database already, as far as one worker knows. They need not be sent again.
package struct KnownUsers: ~Copyable {
    /// Users' days that are remembered: some 4 MiB.
    private static let limit = 100_000

    private var keys = KeyTable()
    // The day, the kind of visitor, a user_id of at most 128 bytes.
    private var key = KeyBuffer(capacity: 256)

    package init() {}

    package mutating func removeAll() { keys.removeAll() }

    /// Whether a piece has a user's day that was not sent before, and remembers that it is now.
    ///
    /// A piece without a session is always news: its user's row is what makes sinks wait for each other.
    package mutating func isNews(_ row: BatchVisits.Row) -> Bool {
        if keys.count >= Self.limit { keys.removeAll() }
        let isNewBot = row.hasBotClicks && isNew(row, kind: 1)
        let isNewHuman = row.hasHumanClicks && isNew(row, kind: 0)
        return isNewBot || isNewHuman || row.sessionID == nil
    }

    private mutating func isNew(_ row: BatchVisits.Row, kind: UInt8) -> Bool {
        key.removeAll()
        key.append(row.day)
        key.append(kind)
        key.append(row.userID)
        return key.withBytes { keys.index(of: $0) }.isNew
    }
}
