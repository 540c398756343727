/// The sessions that one worker has stored, as far as it remembers: their rows can be updated straight away.
package struct KnownSessions: ~Copyable {
    /// Some 10 MiB. Visits of ten minutes, with 100 to 200 new ones a second.
    private var keys = RecentKeys(limit: 60_000)
    // A user_id and a session_id of at most 128 bytes each.
    private var key = KeyBuffer(capacity: 512)

    package init() {}

    package mutating func removeAll() { keys.removeAll() }

    /// Whether a piece's session was not stored before; it is remembered now.
    package mutating func isNew(_ row: BatchVisits.Row) -> Bool {
        guard let session = row.sessionID else { return true }
        key.removeAll()
        key.append(row.userID)
        // No text holds a NUL, so it keeps the two apart.
        key.append(UInt8(0))
        key.append(session)
        return key.withBytes { keys.isNew($0) }
    }
}
