/// What a worker knows of PostgreSQL's faults: when to try again, and what has been told. A pure value.
///
/// A server that lets us in may still refuse to store, on a full disk, say. So an outage is over once
/// something was stored, or once nothing has been refused for a while; until then every try waits longer than
/// the one before, and the log says nothing new.
struct SinkOutage {
    private var backoff = Backoff()
    /// When to try again; `nil` for now.
    private(set) var retryAt: ContinuousClock.Instant?
    /// A fault was told, and its end has not been yet.
    private(set) var isTold = false
    private var readySince: ContinuousClock.Instant?

    /// With nothing to store, so long without a fault counts as the end of it.
    static let quiet = Duration.seconds(2)

    func isTryDue(at now: ContinuousClock.Instant) -> Bool { retryAt.map { now >= $0 } ?? true }

    /// Something did not work; what it was is told by whoever notices it, or not at all.
    mutating func postpone(
        at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator
    ) {
        retryAt = now + backoff.next(using: &generator)
        readySince = nil
    }

    /// There is nothing to do before that moment.
    mutating func postpone(until moment: ContinuousClock.Instant) {
        retryAt = moment
        readySince = nil
    }

    /// PostgreSQL failed.
    /// - Returns: whether to tell it: once an outage.
    mutating func began(
        at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator
    ) -> Bool {
        postpone(at: now, using: &generator)
        defer { isTold = true }
        return !isTold
    }

    /// A connection stands, or partitions are claimed: work can begin.
    mutating func isReady(at now: ContinuousClock.Instant) {
        retryAt = nil
        readySince = now
    }

    /// A transaction was committed.
    /// - Returns: whether to tell that the outage is over.
    mutating func stored() -> Bool { ended() }

    /// There was nothing to store.
    /// - Returns: whether to tell that the outage is over.
    mutating func idled(at now: ContinuousClock.Instant) -> Bool {
        guard let readySince, now >= readySince + Self.quiet else { return false }
        return ended()
    }

    private mutating func ended() -> Bool {
        backoff.reset()
        readySince = nil
        defer { isTold = false }
        return isTold
    }
}
