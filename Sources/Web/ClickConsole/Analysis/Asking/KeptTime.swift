internal import PostgresClient

/// From when on clicks are kept, each for itself. Of earlier ones retention has left the sums by hour and by
/// day, and nothing else.
struct KeptTime: Sendable, Equatable {
    /// Seconds since 1970; `nil` where everything is kept.
    let from: Int64?

    static func read(_ connection: PostgresConnection) throws -> KeptTime {
        let horizon = try connection.query(
            """
            SELECT extract(epoch FROM dropped_before::timestamp AT TIME ZONE 'UTC')::bigint
            FROM retention_horizon
            """)
        return KeptTime(from: horizon.rowCount > 0 ? horizon.integer(0, 0) : nil)
    }

    /// What an answer says it is counted from.
    /// - Parameters:
    ///   - sums: the sums that it is made of; `nil` where it is made of rows.
    ///   - window: the time that it is about.
    func fact(
        _ source: String, _ sample: UserSample, sums: RollupRows? = nil, _ window: TimeWindow
    ) -> AnalysisAnswer.Fact {
        let missing = from.flatMap { from -> Int64? in
            let isMissing = sums.map { $0.readsMinutes(before: from) } ?? (window.from < from)
            return isMissing ? from : nil
        }
        return .init(
            "of",
            JSONText.object([
                ("source", JSONText.quoted(source)),
                ("exact", sample.isEverybody && missing == nil ? "true" : "false"),
                ("users_one_in", "\(sample.oneIn)"),
                ("kept_from", missing.map { "\($0 * 1000)" } ?? "null"),
            ]))
    }
}
