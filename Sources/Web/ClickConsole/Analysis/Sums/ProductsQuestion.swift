internal import PostgresClient

/// `/products`: what was looked at, put into carts and bought, by product, from the sums.
struct ProductsQuestion: AnalysisQuestion {
    enum Sort: String, CaseIterable { case views, carts, purchases, units, conversion, revenue, product }

    let range: TimeRange
    let bots: WhoseClicks
    let sort: Sort
    let search: String?
    let limit: Int

    init(_ path: [String], _ parameters: QueryParameters) throws {
        var parameters = parameters
        range = try TimeRange(&parameters, default: .week)
        bots = try parameters.take("bots", default: .exclude)
        sort = try parameters.take("sort", default: .revenue)
        search = try parameters.take("search")
        limit = try parameters.take("limit", default: 100, within: 1...10_000)
        try parameters.finish(known: ["range", "from", "to", "bots", "sort", "search", "limit"])
    }

    var asksBy: [String] { search == nil ? [] : ["product_id"] }
    var names: [String: [String]] { ClickNames.fields.merging(["name": ["product_name"]]) { $1 } }

    func answer(_ connection: PostgresConnection) throws -> AnalysisAnswer {
        let window = try TimeWindow.of(range, connection)
        let kept = try KeptTime.read(connection)
        let facts =
            [.init("range", JSONText.quoted(range.name))] + window.facts + [
                .init("sort", JSONText.quoted(sort.rawValue)),
                kept.fact("sums", .everybody, sums: RollupRows(window), window),
                .init("products", try Self.count(window, bots, search, connection)),
            ]
        return AnalysisAnswer(
            facts: facts,
            table: AnalysisTable(
                columns: Self.columns, sql: sql(window, isSearch: search != nil),
                parameters: [.text(bots.values)] + (search.map { [.text($0)] } ?? [])))
    }

    private static let columns: [AnalysisTable.Column] = [
        .init("product", .text), .init("name", .text), .init("views", .number), .init("carts", .number),
        .init("purchases", .number), .init("units", .number), .init("conversion", .number),
        .init("revenue", .money),
    ]

    private static func rows(_ window: TimeWindow, isSearch: Bool) -> String {
        RollupRows(window).sql(
            "value, currency, product_views, cart_additions, purchases, units, revenue",
            where: "dimension = 'product' AND is_bot = ANY ($1::boolean[])"
                + (isSearch ? " AND strpos(lower(value), lower($2)) > 0" : ""))
    }

    private static func count(
        _ window: TimeWindow, _ bots: WhoseClicks, _ search: String?, _ connection: PostgresConnection
    ) throws -> String {
        let result = try connection.query(
            "SELECT count(DISTINCT value) FROM \(rows(window, isSearch: search != nil)) AS r",
            [.text(bots.values)] + (search.map { [.text($0)] } ?? []))
        return result.string(0, 0) ?? "0"
    }

    /// Names are those of the newest clicks; the sums know ids alone.
    private func sql(_ window: TimeWindow, isSearch: Bool) -> String {
        let order =
            switch sort {
            case .product: "product"
            case .revenue: "\(MoneySQL.largest("revenue")) DESC, product"
            case .conversion: "conversion DESC NULLS LAST, product"
            default: "\(sort.rawValue) DESC, product"
            }
        return """
            WITH money AS (
                SELECT value, currency, sum(product_views) AS views, sum(cart_additions) AS carts,
                    sum(purchases) AS purchases, sum(units) AS units, sum(revenue) AS revenue
                FROM \(Self.rows(window, isSearch: isSearch)) AS r GROUP BY value, currency
            ), products AS (
                SELECT value AS product, sum(views)::bigint AS views, sum(carts)::bigint AS carts,
                    sum(purchases)::bigint AS purchases, sum(units)::bigint AS units,
                    round(sum(purchases) / nullif(sum(views), 0), 4) AS conversion,
                    jsonb_object_agg(currency, revenue) FILTER (WHERE currency <> '') AS revenue
                FROM money GROUP BY value
            ), best AS (SELECT * FROM products ORDER BY \(order) LIMIT \(limit)),
            names AS (SELECT DISTINCT ON (product_id) product_id, product_name FROM (
                SELECT id, product_id, product_name FROM user_clicks ORDER BY id DESC LIMIT 5000) AS newest
                WHERE product_name IS NOT NULL ORDER BY product_id, id DESC)
            SELECT product, product_name AS name, views, carts, purchases, units, conversion, revenue
            FROM best LEFT JOIN names ON product_id = product ORDER BY \(order)
            """
    }
}
