/// Parts of the live page's JSON that are the same wherever the numbers come from.
enum LiveObject {
    static func head(_ window: TimeWindow) -> String {
        """
        'bucket', '\(window.bucket.rawValue)',
        'buckets', (SELECT count(*) FROM \(window.slots)), 'now', \(milliseconds("now()")),
        'from', \(window.from * 1000)::bigint, 'to', \(window.to * 1000)::bigint
        """
    }

    /// - Parameter bars: a query of `at`, `clicks` and `purchases`, a row a bar that has any.
    static func chart(_ window: TimeWindow, _ bars: String) -> String {
        """
        (SELECT jsonb_agg(jsonb_build_array(\(milliseconds("slot")),
                coalesce(clicks, 0), coalesce(purchases, 0)) ORDER BY slot)
            FROM \(window.slots) AS slot LEFT JOIN (\(bars)) AS bars ON at = slot)
        """
    }

    /// What was asked for.
    static func facts(_ request: LiveRequest) -> [AnalysisAnswer.Fact] {
        [.init("range", JSONText.quoted(request.range.name)), .init("filters", request.filter.json)]
    }

    static func milliseconds(_ time: String) -> String { "(extract(epoch FROM \(time)) * 1000)::bigint" }

    /// Adds members to an object.
    static func merged(_ object: String, _ facts: [AnalysisAnswer.Fact]) -> String {
        JSONText.object(facts.map { ($0.name, $0.json) }, others: object)
    }
}
