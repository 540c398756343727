internal import PostgresClient

/// Who is here now: distinct users of the last five minutes, by the visits that began within 12 hours.
enum VisitorsNow {
    /// `visitors` is null where the filter is one that visits do not have; `visitors_one_in` is above 1 where
    /// it was worked out from a sample of users.
    static func facts(
        _ request: LiveRequest, _ connection: PostgresConnection
    ) throws -> [AnalysisAnswer.Fact] {
        guard request.filter.isKnownToVisits else { return [.init("visitors", "null")] }
        let now = try connection.query("SELECT extract(epoch FROM now())::bigint").integer(0, 0) ?? 0
        let window = TimeWindow.of(.between(now - 43_200, .max), now: now)
        let sample = try UserSample.of(window, .visits, connection)
        let count = try connection.query(
            """
            SELECT count(DISTINCT user_id) * \(sample.oneIn) FROM sessions
            WHERE \(window.holds("started_at")) AND ended_at > now() - interval '5 minutes'
                AND \(request.bots.condition)\(sample.condition())\(request.filter.visitConditions(from: 1))
            """, request.filter.values.map { .texts($0.values) })
        return [
            .init("visitors", "\(count.integer(0, 0) ?? 0)"), .init("visitors_one_in", "\(sample.oneIn)"),
        ]
    }
}
