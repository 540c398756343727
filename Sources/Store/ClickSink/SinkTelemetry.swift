internal import ClickStore
package import Histogram
internal import Synchronization

/// What the workers of one sink have done, for a status line, a page or a test. From any thread.
package final class SinkTelemetry: Sendable {
    /// A moment's figures.
    package struct Snapshot: Sendable {
        /// Rows committed to `user_clicks`.
        package var stored: Int64 = 0
        /// Records that were stored before, under another offset.
        package var duplicates: Int64 = 0
        /// Records committed to `rejected_clicks`.
        package var rejected: Int64 = 0
        /// Offsets that hold no record.
        package var skipped: Int64 = 0
        package var transactions: Int64 = 0
        /// Transactions that met a duplicate and took the slow road.
        package var stagedTransactions: Int64 = 0
        /// Records in the log behind the sink, over all its partitions, as far as is known locally.
        package var lag: Int64 = 0
        /// Partitions that the sink owns at present.
        package var partitions = 0
        /// What the sink is waiting for, one sentence; `nil` while all is well.
        package var trouble: String?
        /// The sink ended before everything was stored that was in the log when it was asked to stop.
        package var isIncomplete = false
        /// When the first record arrived that was to be stored, and when the latest transaction was
        /// committed.
        package var firstRecordAt: ContinuousClock.Instant?
        package var lastCommitAt: ContinuousClock.Instant?
        /// Milliseconds from a record's timestamp to its committed row, since the last `takeSnapshot`.
        package var freshness: Histogram<UInt64>
    }

    private let state: Mutex<State>

    private struct State {
        var total: Snapshot
        var lags: [Int: (lag: Int64, partitions: Int)] = [:]
        /// As the broker told, by worker.
        var toldLags: [Int: Int64] = [:]
        var tellings = 0
        var followers: [AsyncStream<Void>.Continuation] = []

        var lag: Int64 { lags.values.reduce(0) { $0 + $1.lag } }
        var troubles: [Int: String] = [:]
        /// Since when each worker has been waiting for an answer of PostgreSQL.
        var asked: [Int: ContinuousClock.Instant] = [:]

        /// What the first of the workers that are in trouble waits for.
        func trouble(at now: ContinuousClock.Instant) -> String? {
            if let sentence = troubles.min(by: { $0.key < $1.key })?.value { return sentence }
            guard let since = asked.values.min(), since + SinkTelemetry.longestAnswer < now else {
                return nil
            }
            return """
                PostgreSQL has not answered for \(since.duration(to: now).components.seconds) s: it is very slow, or \
                another session holds a lock (pg_blocking_pids tells whose)
                """
        }
    }

    package init() {
        state = Mutex(State(total: Snapshot(freshness: Self.emptyHistogram())))
    }

    /// The figures so far; `freshness` starts anew.
    package func takeSnapshot() -> Snapshot {
        state.withLock { state in
            var snapshot = state.total
            snapshot.lag = state.lag
            snapshot.partitions = state.lags.values.reduce(0) { $0 + $1.partitions }
            snapshot.trouble = state.trouble(at: .now)
            state.total.freshness.reset()
            return snapshot
        }
    }

    /// Adds a committed transaction.
    /// - Parameter freshness: groups of equal age in milliseconds.
    func committed(
        stored: Int64, duplicates: Int64, rejected: Int64, skipped: Int64, staged: Bool,
        freshness: [(milliseconds: Int64, count: Int)]
    ) {
        state.withLock { state in
            state.total.stored += stored
            state.total.duplicates += duplicates
            state.total.rejected += rejected
            state.total.skipped += skipped
            state.total.transactions += 1
            state.total.lastCommitAt = .now
            if staged { state.total.stagedTransactions += 1 }
            for group in freshness {
                _ = state.total.freshness.record(
                    UInt64(clamping: min(group.milliseconds, Self.highestFreshness)),
                    count: UInt64(group.count))
            }
        }
    }

    /// Adds a partition's part of a transaction of which it is learnt only now that it was committed.
    func tookPlace(_ advance: SinkAdvance) {
        state.withLock { state in
            state.total.stored += advance.stored
            state.total.duplicates += advance.duplicates
            state.total.rejected += advance.rejected
            state.total.skipped += advance.skipped
        }
    }

    func endedIncomplete() {
        state.withLock { $0.total.isIncomplete = true }
    }

    func recordsArrived() {
        state.withLock { state in
            if state.total.firstRecordAt == nil { state.total.firstRecordAt = .now }
        }
    }

    /// Whether anybody waits to hear of the lag.
    var isFollowed: Bool { state.withLock { !$0.followers.isEmpty } }

    /// - Parameter isKnown: whether the worker has all its partitions, and was just told the end of each.
    func setLag(_ lag: Int64, partitions: Int, isKnown: Bool, worker: Int) {
        state.withLock { state in
            state.lags[worker] = (lag, partitions)
            guard isKnown else { return }
            state.toldLags[worker] = lag
            // Until all have told, the sum says nothing.
            guard state.toldLags.count == state.lags.count else { return }
            state.tellings += 1
            for follower in state.followers { follower.yield() }
        }
    }

    /// Records in the log behind the sink when the broker told the ends of its partitions last, and how often
    /// it has told: 0 times before it is known.
    package var toldLag: (records: Int64, tellings: Int) {
        state.withLock { ($0.toldLags.values.reduce(0, +), $0.tellings) }
    }

    /// An element whenever `toldLag` is new; those that nobody took in time are one.
    package func followLag() -> AsyncStream<Void> {
        let (stream, follower) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.followers.append(follower) }
        return stream
    }

    /// Ends every stream of `followLag`.
    package func endFollowing() {
        let followers = state.withLock { state in
            defer { state.followers = [] }
            return state.followers
        }
        for follower in followers { follower.finish() }
    }

    func setTrouble(_ sentence: String?, worker: Int) {
        state.withLock { $0.troubles[worker] = sentence }
    }

    /// PostgreSQL was asked something; `nil` once it has answered.
    func setAsked(at time: ContinuousClock.Instant?, worker: Int) {
        state.withLock { $0.asked[worker] = time }
    }

    /// The largest batch takes a fraction of it.
    private static let longestAnswer = Duration.seconds(5)

    /// A day: what is older was late long before it came to the sink.
    private static let highestFreshness: Int64 = 86_400_000

    private static func emptyHistogram() -> Histogram<UInt64> {
        Histogram(highestTrackableValue: UInt64(highestFreshness), numberOfSignificantValueDigits: .two)
    }
}
