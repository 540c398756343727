/// What a row of a list of visits says.
enum VisitColumns {
    static let list: [AnalysisTable.Column] = [
        .init("started_at", .time), .init("user", .text), .init("session", .text), .init("seconds", .number),
        .init("clicks", .number), .init("page_views", .number), .init("furthest_step", .number),
        .init("purchases", .number), .init("revenue", .money), .init("entry_page", .text),
        .init("exit_page", .text), .init("source", .text), .init("medium", .text), .init("campaign", .text),
        .init("device", .text), .init("browser", .text), .init("os", .text), .init("country", .text),
        .init("is_bot", .number),
    ]

    /// Of `sessions`, in the names of `list`.
    static let select = """
        started_at, user_id AS "user", session_id AS session, round(extract(epoch FROM duration), 1) AS seconds,
        clicks, page_views, furthest_step, purchases, revenue, entry_page, exit_page, source, medium, campaign,
        device, browser, os, country, is_bot
        """
}
