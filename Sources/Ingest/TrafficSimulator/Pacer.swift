/// A schedule of events at a fixed rate: which are due at a time, and when each one is due.
///
/// Open loop: the schedule depends on the clock alone, never on how fast events could be handed over. Who
/// falls behind finds more events due, each with its own due time, and the rate over any stretch of time
/// stays exact. Times are microseconds of whatever clock the caller reads; arithmetic is on integers, so that
/// nothing drifts.
package struct Pacer: Sendable {
    /// Rates are kept to a millionth of an event a second.
    private let microEventsPerSecond: UInt64
    private static let unit: UInt64 = 1_000_000_000_000

    /// The due time of event 0.
    package let start: Int64
    /// Events that were taken: the next one to be taken has this index.
    package private(set) var taken: Int64 = 0

    /// - Parameter eventsPerSecond: above 0; at least 0.000001 and at most 10⁹ are kept.
    package init(eventsPerSecond: Double, start: Int64) {
        let clamped = eventsPerSecond.isNaN ? 0.000_001 : min(max(eventsPerSecond, 0.000_001), 1e9)
        microEventsPerSecond = UInt64((clamped * 1e6).rounded())
        self.start = start
    }

    /// Events due at `time`, from the first one on: those with `time(of:)` ≤ `time`.
    package func due(at time: Int64) -> Int64 {
        guard time >= start else { return 0 }
        let elapsed = time.subtractingReportingOverflow(start)
        guard !elapsed.overflow else { return .max }
        let product = UInt64(elapsed.partialValue).multipliedFullWidth(by: microEventsPerSecond)
        guard product.high < Self.unit else { return .max }
        let whole = Self.unit.dividingFullWidth(product).quotient
        return whole < UInt64(Int64.max) ? Int64(whole) + 1 : .max
    }

    /// When the event of an index is due.
    /// - Parameter index: 0 or more.
    package func time(of index: Int64) -> Int64 {
        let product = UInt64(max(index, 0)).multipliedFullWidth(by: Self.unit)
        guard product.high < microEventsPerSecond else { return .max }
        let (whole, rest) = microEventsPerSecond.dividingFullWidth(product)
        let rounded = whole + (rest > 0 ? 1 : 0)
        let (time, overflow) = start.addingReportingOverflow(Int64(clamping: rounded))
        return overflow ? .max : time
    }

    /// Takes the events that are due and were not taken yet.
    /// - Parameter limit: at most so many; the rest stays due.
    package mutating func take(at now: Int64, limit: Int64 = .max) -> Range<Int64> {
        let count = min(max(due(at: now) - taken, 0), max(limit, 0))
        defer { taken += count }
        return taken..<(taken + count)
    }

    /// Microseconds until the next event that was not taken is due; 0 where one is due already.
    package func wait(at now: Int64) -> Int64 {
        let next = time(of: taken)
        return next > now ? next - now : 0
    }
}
