/// The users whose day is in the database already, as far as one worker knows. They need not be sent again.
package struct KnownUsers {
    /// Users' days that are remembered: some 4 MiB.
    private static let limit = 100_000

    private var keys = KeyTable()
    // The day, the kind of visitor, a user_id of at most 128 bytes.
    private var key = KeyBuffer(capacity: 256)

    package init() {}

    package mutating func removeAll() { keys.removeAll() }

    /// Whether a user's day was not sent before; it is remembered now.
    package mutating func isNew(day: Int64, user: UnsafeRawBufferPointer, isBot: Bool) -> Bool {
        if keys.count >= Self.limit { keys.removeAll() }
        key.removeAll()
        key.append(day)
        key.append(isBot ? 1 : UInt8(0))
        key.append(user)
        return key.withBytes { keys.index(of: $0) }.isNew
    }
}
