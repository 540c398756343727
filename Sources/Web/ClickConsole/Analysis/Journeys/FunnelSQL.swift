internal import PostgresClient

/// A funnel in SQL. Each user's clicks are gone through in the order of their time, once for each step: a
/// click that is step k carries on the latest first step from which step k - 1 was reached before it, unless
/// that is too long ago. The latest first step leaves the most time, so that no way is missed.
struct FunnelSQL {
    /// Parts of a breakdown that are shown: the largest.
    private static let parts = 8

    let text: String
    let parameters: [PostgresParameter]

    init(
        time: TimeWindow, bots: WhoseClicks, steps: [FunnelStep], window: FunnelWindow,
        by: FunnelQuestion.By, sample: UserSample
    ) {
        var parameters: [PostgresParameter] = [.texts(steps.map(\.text)), .integer(window.seconds)]
        let conditions = steps.map { $0.condition(&parameters) }
        let flags = conditions.enumerated().map { "\($1) AS is_\($0 + 1)" }.joined(separator: ", ")
        let part = by == .none ? "" : ", CASE WHEN \(conditions[0]) THEN \(by.expression) END AS part"
        let clicks = """
            SELECT user_id COLLATE "C" AS user_id, event_time, event_id, \(flags)\(part) FROM user_clicks
            WHERE \(time.holds("event_time")) AND \(bots.condition)\(sample.condition(daily: time))
                AND (\(conditions.joined(separator: " OR ")))
            """
        let times = sample.isEverybody ? "" : " * \(sample.oneIn)"
        let first = "(array_agg(part ORDER BY event_time, event_id) FILTER (WHERE is_1))[1]"
        let numbers = 1...steps.count
        self.parameters = parameters
        text = """
            WITH users AS MATERIALIZED (
                SELECT \(by == .none ? "''" : "coalesce(nullif(\(first), ''), '(unknown)')") AS part,
                    \(numbers.map { "min(event_time - t\($0)) AS s\($0)" }.joined(separator: ", "))
                FROM (\(Self.reached(clicks, steps: steps.count))) AS r GROUP BY user_id HAVING bool_or(is_1)
            ), sums AS (
                SELECT \(by == .none ? "NULL::text" : "CASE WHEN grouping(part) = 0 THEN part END") AS part,
                    \(numbers.map(Self.sum).joined(separator: ", "))
                FROM users GROUP BY GROUPING SETS (()\(by == .none ? "" : ", (part)"))
            ), shown AS (
                SELECT * FROM sums ORDER BY part IS NOT NULL, c1 DESC, part LIMIT \(1 + Self.parts)
            )
            SELECT part, step, ($1::text[])[step] AS name, users\(times) AS users,
                round(users::numeric / nullif(c1, 0), 4) AS of_first,
                round(users::numeric / nullif(before, 0), 4) AS of_previous,
                (before - users)\(times) AS stopped, round(extract(epoch FROM median), 1) AS median_seconds
            FROM shown CROSS JOIN LATERAL (VALUES
                \(numbers.map(Self.row).joined(separator: ", "))) AS steps (step, users, before, median)
            ORDER BY part IS NOT NULL, c1 DESC, part, step
            """
    }

    private static func sum(_ step: Int) -> String {
        """
        count(s\(step)) AS c\(step), percentile_cont(0.5) WITHIN GROUP (ORDER BY s\(step)) AS m\(step)
        """
    }

    private static func row(_ step: Int) -> String {
        "(\(step), c\(step), \(step == 1 ? "NULL" : "c\(step - 1)"), m\(step))"
    }

    /// Subqueries, each around the one before: `t3` of a click is when its user took the first step of three.
    private static func reached(_ clicks: String, steps: Int) -> String {
        var sql = "SELECT *, CASE WHEN is_1 THEN event_time END AS t1 FROM (\(clicks)) AS c"
        for step in 2...max(2, steps) {
            sql = """
                SELECT *, CASE WHEN is_\(step) AND event_time - p\(step) <= $2::integer * interval '1 second'
                    THEN p\(step) END AS t\(step)
                FROM (SELECT *, max(t\(step - 1)) OVER (PARTITION BY user_id ORDER BY event_time, event_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS p\(step) FROM (\(sql)) AS c) AS c
                """
        }
        return sql
    }
}
