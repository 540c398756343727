/// The sessions that one worker has stored, as far as it remembers: their rows can be updated straight away.
///
/// Two generations: what was used lately is kept, what was not is forgotten when the older one goes.
package struct KnownSessions {
    /// Sessions of one generation: some 5 MiB. A visit of ten minutes in a shop with 100 new ones a second.
    private static let limit = 60_000

    private var recent = KeyTable()
    private var older = KeyTable()
    // A user_id and a session_id of at most 128 bytes each.
    private var key = KeyBuffer(capacity: 512)

    package init() {}

    package mutating func removeAll() {
        recent.removeAll()
        older.removeAll()
    }

    /// Whether a session was not stored before; it is remembered now.
    package mutating func isNew(user: UnsafeRawBufferPointer, session: UnsafeRawBufferPointer) -> Bool {
        if recent.count >= Self.limit {
            swap(&recent, &older)
            recent.removeAll()
        }
        key.removeAll()
        key.append(user)
        // No text holds a NUL, so it keeps the two apart.
        key.append(UInt8(0))
        key.append(session)
        return key.withBytes { recent.index(of: $0).isNew && !older.contains($0) }
    }
}
