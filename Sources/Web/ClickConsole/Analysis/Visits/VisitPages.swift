internal import PostgresClient

/// The SQL of a page of visits. It walks back in time by an index, over `SessionsQuestion.searched` visits
/// and no more, and keeps those that are wanted.
struct VisitPages {
    let window: TimeWindow
    let filter: VisitFilter
    let limit: Int
    let after: VisitCursor?

    private static let order = "started_at DESC, user_id DESC, session_id DESC"

    /// The cursor's three come first, where there is one.
    var parameters: [PostgresParameter] {
        (after.map { [.integer($0.startedAt), .text($0.user), .text($0.session)] } ?? [])
            + filter.clicks.values.map { .texts($0.values) } + filter.parameters.map { .text($0) }
    }

    private var conditions: String { filter.conditions(from: after == nil ? 1 : 4) }

    private var place: String {
        guard after != nil else { return window.holds("started_at") }
        let time = "to_timestamp(0) + $1::bigint * interval '1 microsecond'"
        return """
            \(window.holds("started_at")) AND started_at <= \(time)
            AND (started_at, user_id, session_id) < (\(time), $2::text, $3::text)
            """
    }

    /// One user's visits are found by their key; there is no need to walk.
    private var source: String {
        if filter.user != nil { return "SELECT * FROM sessions WHERE \(place) AND \(conditions)" }
        return """
            SELECT * FROM (SELECT * FROM sessions WHERE \(place)
                ORDER BY \(Self.order) LIMIT \(SessionsQuestion.searched)) AS s
            WHERE \(conditions)
            """
    }

    var rows: String {
        "SELECT \(VisitColumns.select) FROM (\(source)) AS s ORDER BY \(Self.order) LIMIT \(limit)"
    }

    /// Where the next page begins, as JSON, and in milliseconds up to where this one has looked; no row where
    /// there is no more. It is behind the last row shown, or where fewer than a page were found, behind the
    /// last one that was looked at.
    var next: String {
        """
        WITH shown AS (SELECT started_at, "user", session FROM (\(rows)) AS r),
        looked AS (SELECT started_at, user_id AS "user", session_id AS session FROM sessions
            WHERE \(filter.user == nil) AND \(place)
            ORDER BY \(Self.order) OFFSET \(SessionsQuestion.searched - 1) LIMIT 1)
        SELECT to_jsonb(\(VisitCursor.sql)), (extract(epoch FROM started_at) * 1000)::bigint
        FROM (SELECT * FROM (SELECT * FROM shown OFFSET \(limit - 1)) AS last
            UNION ALL SELECT * FROM looked WHERE (SELECT count(*) FROM shown) < \(limit)) AS r LIMIT 1
        """
    }
}
