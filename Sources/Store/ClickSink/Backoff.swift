/// How long to wait before the next try: exponential, with full jitter so that many clients of one recovering
/// server do not come back at the same instant.
///
/// The first retry comes almost at once, since most faults (a restarted server, a failed-over leader) are
/// over within milliseconds.
struct Backoff: Sendable {
    private(set) var attempts = 0
    let first: Duration
    let limit: Duration

    /// - Parameters:
    ///   - first: the upper bound of the first wait.
    ///   - limit: the upper bound of every wait.
    init(first: Duration = .milliseconds(50), limit: Duration = .seconds(5)) {
        self.first = first
        self.limit = limit
    }

    /// The next wait: at least half of the bound, which doubles with every try.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let bound = min(limit, first * (1 << min(attempts, 16)))
        attempts += 1
        return bound * Double.random(in: 0.5...1, using: &generator)
    }

    /// To be called after a success.
    mutating func reset() { attempts = 0 }
}
