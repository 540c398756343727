internal import ClickModel
internal import ClickStore

/// What the records of one transaction are judged by, and what they turn out to need.
struct SinkPass {
    let road: SinkBatch.Road
    /// What PostgreSQL refused on an earlier try, by index of the record.
    let refused: [Int: ClickRejection]
    /// Microseconds since 1970, what goes into `ingested_at` and `rejected_at`.
    let now: Int64
    var days: KnownDays
    /// A transaction that touches too many days overflows the server's table of locks.
    var touched = ClickDaySet()
    /// Rows need these partitions, which do not exist yet. Nothing of the transaction may be committed.
    var missing = ClickDaySet()

    init(road: SinkBatch.Road, refused: [Int: ClickRejection] = [:], now: Int64, days: KnownDays) {
        self.road = road
        self.refused = refused
        self.now = now
        self.days = days
    }
}
