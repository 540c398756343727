/// The users whose day is in the database already, as far as one worker knows. They need not be sent again.
package struct KnownUsers: ~Copyable {
    /// Users' days: some 10 MiB.
    private var keys = RecentKeys(limit: 80_000)
    // The day, the kind of visitor, a user_id of at most 128 bytes.
    private var key = KeyBuffer(capacity: 256)

    package init() {}

    package mutating func removeAll() { keys.removeAll() }

    /// Whether the day of a piece's user was not sent before, as a person's or as a program's; it is
    /// remembered now.
    package mutating func isNew(_ row: BatchVisits.Row, isBot: Bool) -> Bool {
        key.removeAll()
        key.append(row.day)
        key.append(isBot ? 1 : UInt8(0))
        key.append(row.userID)
        return key.withBytes { keys.isNew($0) }
    }
}
