internal import Hummingbird
internal import PostgresClient

/// Rejected records, newest first, a page at a time, and how many there are of each reason.
struct RejectionList {
    enum Retried: String, CaseIterable { case any, yes, no }

    /// Of the newest of all that reasons are counted of.
    static let counted = 10_000

    private let reason: String?
    private let retried: Retried
    private let before: Int
    private let limit: Int
    private let isMasked: Bool

    init(_ parameters: QueryParameters, _ masks: MaskingRules) throws(ConsoleRefusal) {
        var parameters = parameters
        reason = try parameters.take("reason")
        retried = try parameters.take("retried", default: .any)
        before = try parameters.take("before", default: .max, within: 1...Int.max)
        limit = try parameters.take("limit", default: 50, within: 1...1000)
        try parameters.finish(known: ["reason", "retried", "before", "limit"])
        isMasked = !masks.isEmpty
    }

    func json(_ connection: PostgresConnection) throws -> String {
        let reasons = try connection.query(Self.reasons).string(0, 0) ?? "[]"
        return JSONText.object([
            ("limit", "\(limit)"), ("counted", "\(Self.counted)"), ("reasons", reasons),
            ("rows", try table.json(connection)),
        ])
    }

    /// The sentence may quote the value of a field that is masked.
    var table: AnalysisTable {
        let condition =
            switch retried {
            case .any: ""
            case .yes: " AND retried_at IS NOT NULL"
            case .no: " AND retried_at IS NULL"
            }
        return AnalysisTable(
            columns: [
                .init("id", .number), .init("rejected_at", .time), .init("produced_at", .time),
                .init("topic", .text), .init("partition", .number), .init("offset", .number),
                .init("reason", .text), .init("field", .text), .init("detail", .text),
                .init("bytes", .number), .init("retried_at", .time), .init("former", .number),
            ],
            sql: """
                SELECT id, rejected_at, produced_at, topic, kafka_partition AS partition, kafka_offset AS "offset",
                    reason, field, \(isMasked ? "'\(MaskingRules.hidden)'" : "left(detail, 1000)") AS detail,
                    octet_length(payload) AS bytes, retried_at, former_log > 0 AS former
                FROM rejected_clicks
                WHERE id < $1::bigint AND ($2::text IS NULL OR reason = $2)\(condition)
                ORDER BY id DESC LIMIT $3::bigint
                """, parameters: [.integer(Int64(before)), .text(reason), .integer(Int64(limit))])
    }

    private static let reasons = """
        SELECT coalesce(jsonb_agg(jsonb_build_object('reason', reason, 'records', records, 'retried', retried,
            'last_at', (extract(epoch FROM last_at) * 1000)::bigint) ORDER BY records DESC, reason), '[]')
        FROM (SELECT reason, count(*) AS records, count(retried_at) AS retried, max(rejected_at) AS last_at
            FROM (SELECT reason, retried_at, rejected_at FROM rejected_clicks ORDER BY id DESC LIMIT \(counted))
                AS newest GROUP BY reason) AS r
        """
}
