/// How far one partition has been read and stored by the worker that owns it. A pure value.
///
/// Three kinds of arrival that are not the expected record, and what each means:
/// - an offset below the expected one: a leftover of an earlier fetch. It is already accounted for; ignore
///   it.
/// - a jump on the first record after a claim or a seek: perhaps a leftover too, so it is read once more.
/// - a jump that was confirmed, or one later on: offsets that hold no record (transaction markers, compacted
///   or expired records). They are counted as skipped, so that every offset stays accounted for.
struct PartitionProgress: Equatable, Sendable {
    /// What to do with a record that arrived.
    enum Arrival: Equatable {
        /// Store it.
        case accept
        /// Already stored, or from before the last seek: drop it.
        case stale
        /// Seek to `expected` and read on: the jump has not been confirmed yet.
        case confirm(expected: Int64)
    }

    /// What became of the offsets of one batch.
    struct Tally: Equatable, Sendable {
        /// Records that became rows or were found to be duplicates; the writer splits them.
        var clicks: Int64 = 0
        var rejected: Int64 = 0
        /// Offsets without a record, and clicks of days that retention has dropped.
        var skipped: Int64 = 0
    }

    /// The fence: whoever claimed the partition last has the highest. See `SinkOffsets`.
    let epoch: Int64
    /// The next offset in PostgreSQL.
    private(set) var committed: Int64
    /// The next offset that the batch being built expects.
    private(set) var next: Int64
    private(set) var tally = Tally()
    private var trust = Trust.unverified

    /// How far a jump in the offsets can be believed.
    private enum Trust: Equatable {
        /// Nothing has arrived since the claim or the seek.
        case unverified
        /// A jump to this offset was seen, and the caller was told to seek.
        case seekDue(jump: Int64)
        /// The caller has sought; the same jump again is real.
        case sought(jump: Int64)
        /// A record arrived in order: from now on order is what the client promises.
        case confirmed
    }

    init(epoch: Int64, nextOffset: Int64) {
        self.epoch = epoch
        committed = nextOffset
        next = nextOffset
    }

    /// For a reader that has just been made, of whose fetches nothing can be left over: jumps are believed.
    init(readingFrom offset: Int64) {
        self.init(epoch: 0, nextOffset: offset)
        trust = .confirmed
    }

    /// The batch being built holds something of this partition.
    var hasUncommitted: Bool { next != committed }

    /// Takes the arrival of the record at `offset` into account.
    mutating func arrived(_ offset: Int64) -> Arrival {
        if offset < next { return .stale }
        if offset > next, let doubt = doubt(jump: offset) { return doubt }
        trust = .confirmed
        tally.skipped += offset - next
        next = offset + 1
        return .accept
    }

    /// What to do instead of believing a jump; `nil` where it can be believed.
    private mutating func doubt(jump: Int64) -> Arrival? {
        switch trust {
        case .seekDue: .stale
        case .unverified: confirmLater(jump: jump)
        case .sought(let first) where first != jump: confirmLater(jump: jump)
        case .sought, .confirmed: nil
        }
    }

    private mutating func confirmLater(jump: Int64) -> Arrival {
        trust = .seekDue(jump: jump)
        return .confirm(expected: next)
    }

    /// The caller has sought to the offset that `confirm` named.
    mutating func didSeek() {
        if case .seekDue(let jump) = trust { trust = .sought(jump: jump) }
    }

    /// The record that was accepted last is a click, stored now or earlier.
    mutating func countClick() { tally.clicks += 1 }

    /// The record that was accepted last is a rejection.
    mutating func countRejected() { tally.rejected += 1 }

    /// The record that was accepted last is a click of a day that retention has dropped: it is not stored.
    mutating func countDropped() { tally.skipped += 1 }

    /// The consumer came to the end of the partition at `offset` without a further record: what lies between
    /// holds none. As the first thing after a claim or a seek it is believed no more than a record would be.
    mutating func reachedEnd(at offset: Int64) -> Arrival {
        guard offset > next else { return .stale }
        if let doubt = doubt(jump: offset) { return doubt }
        trust = .confirmed
        tally.skipped += offset - next
        next = offset
        return .accept
    }

    /// The transaction with the batch is committed.
    mutating func commit() {
        committed = next
        tally = Tally()
    }
}
