internal import Synchronization

/// Slows down whoever guesses: after some failures in a row, each further one makes the next attempt wait
/// twice as long. The memory for it is bounded.
final class FailureLimit: Sendable {
    /// What failures are counted by.
    enum Key: Hashable, Sendable {
        case address(String)
        /// A user's name from one address, so that a guesser elsewhere does not lock the user out.
        case user(String, address: String)
        /// A user's name from everywhere: many machines may guess together.
        case userAnywhere(String)

        /// Failures before waiting begins.
        var free: Int {
            switch self {
            case .address: 20
            case .user: 5
            case .userAnywhere: 50
            }
        }

        var longestWait: Duration {
            if case .userAnywhere = self { .seconds(30) } else { .seconds(900) }
        }
    }

    private struct Record {
        var failures = 0
        var blockedUntil: ContinuousClock.Instant
        var lastAt: ContinuousClock.Instant
    }

    private static let memory = Duration.seconds(3600)

    private let limit: Int
    private let records = Mutex<[Key: Record]>([:])

    init(limit: Int = 4096) { self.limit = limit }

    /// How long to wait before the next attempt; `nil` for none.
    func wait(_ keys: [Key], at now: ContinuousClock.Instant = .now) -> Duration? {
        records.withLock { records in
            keys.compactMap { records[$0].map { $0.blockedUntil - now } }.max().flatMap {
                $0 > .zero ? $0 : nil
            }
        }
    }

    func failed(_ keys: [Key], at now: ContinuousClock.Instant = .now) {
        records.withLock { records in
            for key in keys {
                var record = records[key] ?? Record(blockedUntil: now, lastAt: now)
                if now - record.lastAt > Self.memory { record.failures = 0 }
                record.failures += 1
                record.lastAt = now
                let above = record.failures - key.free
                if above >= 0 {
                    record.blockedUntil = now + min(.seconds(1 << min(above, 20)), key.longestWait)
                }
                if records[key] == nil { makeRoom(&records, now) }
                records[key] = record
            }
        }
    }

    /// A login that worked: its user from there guesses no more. The address and the name stay watched.
    func succeeded(_ keys: [Key]) {
        records.withLock { records in
            for case .user(let name, let address) in keys { records[.user(name, address: address)] = nil }
        }
    }

    private func makeRoom(_ records: inout [Key: Record], _ now: ContinuousClock.Instant) {
        guard records.count >= limit else { return }
        records = records.filter { now - $1.lastAt <= Self.memory }
        while records.count >= limit, let oldest = records.min(by: { $0.value.lastAt < $1.value.lastAt }) {
            records[oldest.key] = nil
        }
    }
}
