internal import PostgresClient

/// `/retention`: of those who came for the first time on a day, or in a week, how many came again later, from
/// the days on which each user clicked.
struct RetentionQuestion: AnalysisQuestion {
    enum By: String, CaseIterable {
        case day, week

        var days: Int64 { self == .day ? 1 : 7 }
        /// A later day as one of its cohort's, in SQL.
        func start(_ date: String) -> String {
            self == .day ? date : "date_trunc('week', \(date)::timestamp)::date"
        }
    }

    /// Cohorts, and periods of each, that are shown.
    static let most: Int64 = 60

    let range: TimeRange
    let bots: WhoseClicks
    let by: By

    init(_ path: [String], _ parameters: QueryParameters) throws {
        var parameters = parameters
        range = try TimeRange(&parameters, default: .month)
        bots = try parameters.take("bots", default: .exclude)
        by = try parameters.take("by", default: .day)
        try parameters.finish(known: ["by", "range", "from", "to", "bots"])
    }

    var asksBy: [String] { [] }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let window = try wholeDays(connection)
        let sample = try UserSample.of(window, .days, connection)
        let kept = try KeptTime.read(connection)
        let facts =
            [.init("range", JSONText.quoted(range.name))] + window.facts + [
                .init("by", JSONText.quoted(by.rawValue)), kept.fact("user_days", sample, window),
            ]
        return AnalysisAnswer(
            facts: facts,
            table: AnalysisTable(columns: Self.columns, sql: sql(window, sample), parameters: []))
    }

    private static let columns: [AnalysisTable.Column] = [
        .init("cohort", .number), .init("period", .number), .init("users", .number),
        .init("cohort_users", .number), .init("share", .number),
    ]

    /// Cohorts begin at midnight in UTC, weeks on Mondays.
    private func wholeDays(_ connection: PostgresConnection) throws -> TimeWindow {
        let day: Int64 = 86_400
        let asked = try TimeWindow.of(range, connection)
        // 1970-01-01 was a Thursday.
        func start(_ time: Int64) -> Int64 {
            let number = time / day
            return (by == .day ? number : number - (number + 3) % 7) * day
        }
        let length = by.days * day
        let end = start(asked.to - 1) + length
        return TimeWindow(
            from: max(start(asked.from), end - Self.most * length), to: end, bucket: by == .day ? .day : .week
        )
    }

    /// Cohorts that have begun, each with the periods that have.
    private func sql(_ window: TimeWindow, _ sample: UserSample) -> String {
        func date(_ seconds: Int64) -> String { "(date '1970-01-01' + \(seconds / 86_400))" }
        let (from, to) = (date(window.from), date(window.to))
        let times = sample.isEverybody ? "" : " * \(sample.oneIn)"
        return """
            WITH newcomers AS MATERIALIZED (
                SELECT user_id, \(by.start("first_day")) AS cohort FROM users
                WHERE first_day >= \(from) AND first_day < \(to) AND \(bots.condition)\(sample.condition())
            ), seen AS MATERIALIZED (
                SELECT DISTINCT user_id, \(by.start("day")) AS start FROM user_days
                WHERE day >= \(from) AND day < \(to)\(sample.condition())
            ), counts AS (
                SELECT cohort, start, count(*) AS users FROM newcomers JOIN seen USING (user_id)
                WHERE start >= cohort GROUP BY cohort, start
            ), cohorts AS (SELECT cohort, count(*) AS users FROM newcomers GROUP BY cohort)
            SELECT cohort, (start - cohort) / \(by.days) AS period, coalesce(counts.users, 0)\(times) AS users,
                cohorts.users\(times) AS cohort_users, round(coalesce(counts.users, 0)::numeric / cohorts.users, 4) AS share
            FROM cohorts CROSS JOIN LATERAL (
                    SELECT cohort + n * \(by.days) AS start FROM generate_series(0, \(Self.most - 1)) AS n
                    WHERE cohort + n * \(by.days) < least(\(to), (now() AT TIME ZONE 'UTC')::date + 1)) AS periods
                LEFT JOIN counts USING (cohort, start) ORDER BY cohort, start
            """
    }
}
