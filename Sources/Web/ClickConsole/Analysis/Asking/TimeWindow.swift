internal import PostgresClient

/// A range of time that has met the clock: whole minutes, and how wide a bar of its chart is.
struct TimeWindow: Sendable, Equatable {
    enum Bucket: String, Sendable {
        case minute, hour, day, week

        /// In UTC all of these have one length.
        var seconds: Int64 {
            switch self {
            case .minute: 60
            case .hour: 3600
            case .day: 86_400
            case .week: 604_800
            }
        }
    }

    /// Seconds since 1970; the end exclusive.
    let from: Int64
    let to: Int64
    let bucket: Bucket

    /// The same time once more, right before.
    var before: TimeWindow { TimeWindow(from: from - (to - from), to: from, bucket: bucket) }

    /// With all of the days in UTC that it touches.
    var wholeDays: TimeWindow {
        TimeWindow(from: Self.down(from, 86_400), to: Self.down(to + 86_399, 86_400), bucket: bucket)
    }

    static func of(_ range: TimeRange, _ connection: PostgresConnection) throws -> TimeWindow {
        let now = try connection.query("SELECT extract(epoch FROM now())::bigint").integer(0, 0) ?? 0
        guard range == .all else { return of(range, now: now) }
        let first = try connection.query(
            """
            SELECT extract(epoch FROM least(
                (SELECT min(day)::timestamp AT TIME ZONE 'UTC' FROM rolled_days WHERE dimension = 'all'),
                (SELECT min(minute) FROM clicks_by_minute WHERE dimension = 'all')))::bigint
            """
        ).integer(0, 0)
        return of(.between(first ?? now - 86_400, .max), now: now)
    }

    /// The ranges with a name end with the bar that is under way.
    static func of(_ range: TimeRange, now: Int64) -> TimeWindow {
        func latest(_ count: Int64, _ bucket: Bucket) -> TimeWindow {
            let end = down(now, bucket.seconds) + bucket.seconds
            return TimeWindow(from: end - count * bucket.seconds, to: end, bucket: bucket)
        }
        switch range {
        case .live: return latest(30, .minute)
        case .hour: return latest(60, .minute)
        case .day: return latest(24, .hour)
        case .week: return latest(168, .hour)
        case .month: return latest(30, .day)
        case .all: return latest(365, .day)
        case .between(let start, let end):
            let from = down(start, 60)
            let to = end == .max ? max(down(now, 60) + 60, from + 60) : down(end + 59, 60)
            return TimeWindow(from: from, to: to, bucket: bucket(of: to - from))
        }
    }

    private static func bucket(of length: Int64) -> Bucket {
        switch length {
        case ...10_800: .minute
        case ...(8 * 86_400): .hour
        case ...(200 * 86_400): .day
        default: .week
        }
    }

    private static func down(_ time: Int64, _ step: Int64) -> Int64 { time - time % step }

    // MARK: SQL

    /// As PostgreSQL takes it: constants, by which it leaves out the days that are not meant.
    var sqlFrom: String { "to_timestamp(\(from))" }
    var sqlTo: String { "to_timestamp(\(to))" }

    func holds(_ column: String) -> String { "\(column) >= \(sqlFrom) AND \(column) < \(sqlTo)" }

    func slot(of column: String) -> String { "date_trunc('\(bucket.rawValue)', \(column), 'UTC')" }

    /// The beginning of each bar.
    var slots: String {
        """
        generate_series(\(slot(of: sqlFrom)), \(sqlTo) - interval '1 second', \
        interval '\(bucket.seconds) seconds')
        """
    }

    /// What an answer says of its time.
    var facts: [AnalysisAnswer.Fact] {
        [
            .init("from", "\(from * 1000)"), .init("to", "\(to * 1000)"),
            .init("bucket", JSONText.quoted(bucket.rawValue)),
        ]
    }
}
