/// Byte strings that came lately, of which the oldest are forgotten.
///
/// Two generations: what comes again is kept, and what does not goes with the older one.
struct RecentKeys: ~Copyable {
    private let limit: Int
    private var recent = KeyTable()
    private var older = KeyTable()

    /// - Parameter limit: keys of one generation.
    init(limit: Int) { self.limit = limit }

    mutating func removeAll() {
        recent.removeAll()
        older.removeAll()
    }

    /// Whether a key has not come lately; it is remembered now.
    mutating func isNew(_ key: UnsafeRawBufferPointer) -> Bool {
        if recent.count >= limit {
            swap(&recent, &older)
            recent.removeAll()
        }
        return recent.index(of: key).isNew && !older.contains(key)
    }
}
