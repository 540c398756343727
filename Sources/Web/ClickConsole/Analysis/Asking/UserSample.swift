internal import PostgresClient

/// Which users an answer is counted from: everybody, or where there are too many clicks for the time of a
/// page some, whole: with all that they did. Whoever is in the sample of a long time is in that of a short
/// one too.
struct UserSample: Sendable, Equatable {
    /// Users fall into so many parts by the hash of their id; migration 0010 keeps indexes of the first
    /// `kept`.
    private static let parts = 2048
    private static let kept = 512

    /// How many clicks a question may be about before it is asked of a sample.
    enum Budget: Int {
        /// Reads rows of `sessions`.
        case visits = 150_000
        /// Reads an index of `user_clicks`.
        case clicks = 40_000
        /// Reads rows of `user_clicks`.
        case pages = 20_000
        /// Reads an index of `user_days`, which has fewer rows by far.
        case days = 300_000
    }

    /// 1 for everybody.
    let oneIn: Int

    static let everybody = UserSample(oneIn: 1)

    var isEverybody: Bool { oneIn == 1 }

    /// - Parameter clicks: in the time that the question is about.
    init(clicks: Int64, budget: Budget) {
        guard clicks > budget.rawValue else {
            self = .everybody
            return
        }
        var taken = Self.kept
        while taken > 1, clicks * Int64(taken) > Int64(Self.parts * budget.rawValue) { taken /= 2 }
        oneIn = Self.parts / taken
    }

    private init(oneIn: Int) { self.oneIn = oneIn }

    /// For a window of time, by its sum of clicks.
    static func of(
        _ window: TimeWindow, _ budget: Budget, _ connection: PostgresConnection
    ) throws -> UserSample {
        let rows = RollupRows(window).sql("clicks", where: "dimension = 'all'")
        let clicks = try connection.query("SELECT coalesce(sum(clicks), 0)::bigint FROM \(rows) AS r")
        return UserSample(clicks: clicks.integer(0, 0) ?? 0, budget: budget)
    }

    /// A condition after an AND, in the words of the indexes.
    func condition(_ userID: String = "user_id") -> String {
        if isEverybody { return "" }
        let chosen = (0..<(Self.parts / oneIn)).map { "\($0)" }.joined(separator: ",")
        let part = "(hashtext(\(userID)) & \(Self.parts - 1))"
        return " AND \(part) = ANY ('{\(chosen)}'::integer[]) AND \(part) < \(Self.kept)"
    }

    /// What an answer says it is counted from.
    func fact(_ source: String) -> AnalysisAnswer.Fact {
        .init(
            "of",
            """
            {"source":\(JSONText.quoted(source)),"exact":\(isEverybody),"users_one_in":\(oneIn)}
            """)
    }
}
