/// The paths of visits in SQL: the clicks of the time, put together to visits as `sessions` are, and told
/// step by step. A page that comes twice in a row is one step.
struct PathsSQL {
    /// Steps of a visit that are looked at.
    private static let longest = 100

    let text: String

    /// The statement's one parameter is the steps that were chosen.
    init(window: TimeWindow, question: PathsQuestion, sample: UserSample) {
        let visits = Self.visits(window, question, sample)
        let path =
            question.start == .entry
            ? "path" : "path[coalesce(array_position(path, ($1::text[])[1]), \(Self.longest + 1)):]"
        let times = sample.isEverybody ? "" : " * \(sample.oneIn)"
        let count = question.chosen.count
        // A step behind the chosen ones follows all of those, a chosen one those before it.
        let columns = (1...PathsQuestion.depth).map { step in
            let before = min(step - 1, count)
            let isReached = step == 1 ? "path[1] IS NOT NULL" : "path[\(step - 1)] IS NOT NULL"
            let follows = before == 0 ? "true" : "path[1:\(before)] = ($1::text[])[1:\(before)]"
            return """
                SELECT \(step) AS step, path[\(step)] AS name, count(*) AS visits FROM paths
                WHERE \(isReached) AND \(follows) GROUP BY path[\(step)]
                """
        }
        text = """
            WITH visits AS MATERIALIZED (\(visits)),
            paths AS MATERIALIZED (SELECT \(path) AS path FROM visits WHERE $1::text[] IS NOT NULL),
            columns AS (\(columns.joined(separator: " UNION ALL "))),
            ranked AS (
                SELECT *, sum(visits) OVER (PARTITION BY step) AS all_visits,
                    row_number() OVER (PARTITION BY step, name IS NULL ORDER BY
                        coalesce(name = ($1::text[])[step], false) DESC, visits DESC, name) AS rank
                FROM columns
            ), kinds AS (
                SELECT step, visits, all_visits, CASE WHEN name IS NULL THEN 3
                    WHEN rank <= \(PathsQuestion.shown) THEN 1 ELSE 2 END AS kind,
                    CASE WHEN rank <= \(PathsQuestion.shown) THEN name END AS name
                FROM ranked
            )
            SELECT step, ('{step,others,end}'::text[])[kind] AS kind, name, sum(visits)::bigint\(times) AS visits,
                round(sum(visits) / max(all_visits), 4) AS share
            FROM kinds GROUP BY step, kinds.kind, name ORDER BY step, kinds.kind, sum(visits) DESC, name
            """
    }

    /// One row a visit, with its steps as an array.
    private static func visits(
        _ window: TimeWindow, _ question: PathsQuestion, _ sample: UserSample
    ) -> String {
        let isPage = question.by == .page
        return """
            WITH clicks AS MATERIALIZED (
                SELECT user_id COLLATE "C" AS user_id, nullif(session_id, '') COLLATE "C" AS session, event_time,
                    event_id, \(isPage ? "page_url COLLATE \"C\" AS page_url" : "event_type COLLATE \"C\" AS step")
                FROM user_clicks WHERE \(window.holds("event_time")) AND \(question.bots.condition)\(sample.condition(daily: window))
                    \(isPage ? "AND page_url IS NOT NULL" : "")
            )\(isPage ? urls : ""), marked AS (
                SELECT *, lag(event_time) OVER visitor AS time_before, lag(step) OVER visitor AS step_before
                FROM \(isPage ? "clicks JOIN urls USING (page_url)" : "clicks")
                WINDOW visitor AS (PARTITION BY user_id, session ORDER BY event_time, event_id)
            ), begun AS (
                SELECT *, time_before IS NULL OR session IS NULL
                    AND event_time - time_before >= interval '30 minutes' AS is_first FROM marked
            ), numbered AS (
                SELECT *, count(*) FILTER (WHERE is_first) OVER visitor AS visit FROM begun
                WINDOW visitor AS (PARTITION BY user_id, session ORDER BY event_time, event_id)
            ), placed AS (
                SELECT *, row_number() OVER (PARTITION BY user_id, session, visit ORDER BY event_time, event_id) AS n
                FROM numbered WHERE is_first OR step <> step_before
            )
            SELECT (array_agg(step))[1:\(longest)] AS path FROM (
                SELECT user_id, session, visit, step FROM placed ORDER BY user_id, session, visit, n) AS steps
            GROUP BY user_id, session, visit
            """
    }

    /// Taking a URL to pieces takes longer than all the rest, so each is done once, and what nearly all begin
    /// with without regular expressions. The result is that of `page_path`.
    private static let urls = """
        , urls AS MATERIALIZED (
            SELECT page_url, CASE WHEN page_url NOT LIKE 'https://%' THEN page_path(page_url)
                WHEN strpos(place, '/') = 0 THEN '/'
                ELSE left(substr(place, strpos(place, '/')), 500) END COLLATE "C" AS step
            FROM (SELECT DISTINCT page_url COLLATE "C" AS page_url FROM clicks) AS u, LATERAL (
                SELECT split_part(split_part(substr(page_url, 9), '?', 1), '#', 1) AS place) AS p)
        """
}
