internal import ClickStore

/// The days that have a partition, as far as this connection knows. Asked once a click.
///
/// Nearly every click falls on the day of the one before it, so the answer is usually one comparison.
struct KnownDays {
    private var known: Set<ClickDay> = []
    private var latest: Range<Int64> = 0..<0
    /// Clicks before it are not stored any more, in microseconds since 1970. It only grows.
    private var horizon = Int64.min

    /// Whether the day of a time is known to have a partition.
    /// - Parameter microseconds: since 1970-01-01T00:00:00Z.
    mutating func contains(microseconds: Int64) -> Bool {
        if latest.contains(microseconds) { return true }
        let day = ClickDay(microseconds: microseconds)
        guard known.contains(day) else { return false }
        let start = Int64(day.number) * Self.microsecondsPerDay
        latest = start..<(start + Self.microsecondsPerDay)
        return true
    }

    /// Whether the day of a time is known to be dropped.
    func isDropped(microseconds: Int64) -> Bool { microseconds < horizon }

    /// Retention has dropped the days before `day`.
    mutating func dropped(before day: ClickDay) { horizon = max(horizon, day.start) }

    mutating func insert(_ days: Set<ClickDay>) { known.formUnion(days) }

    /// After a partition turned out to be missing: somebody dropped it.
    mutating func forget() {
        known.removeAll()
        latest = 0..<0
    }

    private static let microsecondsPerDay: Int64 = 86_400_000_000
}
