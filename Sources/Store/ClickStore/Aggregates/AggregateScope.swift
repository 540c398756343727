internal import PostgresClient

/// What of the aggregates the rows of `user_clicks` can tell, in the snapshot of a transaction.
///
/// Days before retention's horizon are left out: their clicks go at once, and what was made of them goes in
/// small steps, or stays. It does not matter how far these steps have come.
struct AggregateScope {
    /// The first day whose clicks are kept; `nil` where nothing was ever dropped.
    let keptFrom: ClickDay?
    /// An SQL literal: hours before it are summed up in `rolled_hours` and `rolled_days`.
    let rolledBefore: String

    /// Whether the row of `rollup_progress` is gone: the views of hours and days then leave out what is not
    /// summed up.
    let lacksProgress: Bool

    init(_ connection: PostgresConnection) throws {
        keptFrom = try RetentionHorizon.read(connection)
        let microseconds = try connection.query(
            "SELECT (extract(epoch FROM hours_before) * 1000000)::bigint FROM rollup_progress")
        lacksProgress = microseconds.rowCount == 0
        rolledBefore =
            microseconds.rowCount == 1
            ? "(timestamptz 'epoch' + \(microseconds.integer(0, 0) ?? 0) * interval '1 microsecond')"
            : "timestamptz '-infinity'"
    }

    /// SQL literals: when the first of the kept days begins.
    var since: String { "timestamptz '\(keptFrom.map { "\($0.date) 00:00:00+00" } ?? "-infinity")'" }
    var sinceDay: String { "date '\(keptFrom?.date ?? "-infinity")'" }
}
