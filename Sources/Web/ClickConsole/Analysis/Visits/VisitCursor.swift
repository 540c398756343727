/// Where a page of the list of visits goes on: behind this visit, by its time and its name.
struct VisitCursor: Sendable, Equatable {
    /// Microseconds since 1970.
    let startedAt: Int64
    let user: String
    let session: String

    /// As it stands in a URL: the time, then the names, with a length so that they may hold anything.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let time = Int64(parts[0]), let length = Int(parts[1]),
            (-4_000_000_000_000_000...4_000_000_000_000_000).contains(time), length >= 0
        else { return nil }
        let names = parts[2].unicodeScalars
        guard let end = names.index(names.startIndex, offsetBy: length, limitedBy: names.endIndex) else {
            return nil
        }
        startedAt = time
        user = String(names[..<end])
        session = String(names[end...])
    }

    /// The same, made by PostgreSQL.
    static let sql = """
        (extract(epoch FROM started_at) * 1000000)::bigint || '.' || length("user") || '.' || "user" || session
        """
}
