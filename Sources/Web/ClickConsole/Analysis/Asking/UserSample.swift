internal import PostgresClient

/// Which users an answer is counted from: everybody, or where there are too many clicks for the time of a
/// page some, whole: with all that they did. Whoever is in the sample of a long time is in that of a short
/// one too.
struct UserSample: Sendable, Equatable {
    /// Users fall into so many parts by the hash of their id; migration 0010 keeps indexes of the first
    /// `kept`.
    private static let parts = 8192
    private static let kept = 512

    /// What a question reads, and so how many clicks it may be about.
    enum Budget {
        /// Rows of `sessions`.
        case visits
        /// An index of `user_clicks`.
        case clicks
        /// Rows of `user_clicks`.
        case pages
        /// An index of `user_days`, which has fewer rows by far.
        case days

        /// Up to so many, all of them are read.
        var all: Int64 {
            switch self {
            case .visits: 100_000
            case .clicks: 60_000
            case .pages: 30_000
            case .days: 200_000
            }
        }

        /// Beyond, about so many: what a page has time for on a busy machine.
        var sampled: Int64 {
            switch self {
            case .visits: 60_000
            case .clicks: 15_000
            case .pages: 8000
            case .days: 120_000
            }
        }
    }

    /// 1 for everybody.
    let oneIn: Int

    static let everybody = UserSample(oneIn: 1)

    var isEverybody: Bool { oneIn == 1 }

    /// Some users.
    /// - Parameter clicks: in the time that the question is about.
    init(clicks: Int64, budget: Budget) {
        var taken = Self.kept
        while taken > 1, clicks * Int64(taken) > Int64(Self.parts) * budget.sampled { taken /= 2 }
        oneIn = Self.parts / taken
    }

    private init(oneIn: Int) { self.oneIn = oneIn }

    /// For a window of time, by its sum of clicks. Clicks are kept by days, and all of a day are read where
    /// any are.
    static func of(
        _ window: TimeWindow, _ budget: Budget, _ connection: PostgresConnection
    ) throws -> UserSample {
        let isByDays = budget == .clicks || budget == .pages
        let read = isByDays ? window.wholeDays : window
        if try clicks(read, connection) <= budget.all { return everybody }
        return UserSample(clicks: try clicks(window, connection), budget: budget)
    }

    private static func clicks(_ window: TimeWindow, _ connection: PostgresConnection) throws -> Int64 {
        let rows = RollupRows(window).sql("clicks", where: "dimension = 'all'")
        let sum = try connection.query("SELECT coalesce(sum(clicks), 0)::bigint FROM \(rows) AS r")
        return sum.integer(0, 0) ?? 0
    }

    /// A condition after an AND, in the words of the indexes.
    /// - Parameter window: the time, where the table has a part for each day. What is all of a day is found
    /// in one go; otherwise each part of the users is looked up at its time.
    func condition(daily window: TimeWindow? = nil) -> String {
        if isEverybody { return "" }
        let part = "(hashtext(user_id) & \(Self.parts - 1))"
        let taken = Self.parts / oneIn
        if let window, window.to - window.from >= 2 * 86_400 { return " AND \(part) < \(taken)" }
        let chosen = (0..<taken).map { "\($0)" }.joined(separator: ",")
        return " AND \(part) = ANY ('{\(chosen)}'::integer[]) AND \(part) < \(Self.kept)"
    }
}
