import Foundation
import Testing

@Suite struct SumPageTests {
    @Test func `products are what the clicks say`() async throws {
        try await ConsoleScene.withShop { scene in
            let products = try await scene.rows("/products?\(ShopFixture.span)&sort=views")
            #expect(products.rows.count == 11)
            #expect(products.all["products"] as? Int == 11)
            for row in products.rows {
                let id = row["product"] as? String ?? ""
                for (field, sum) in [
                    ("views", "count(*) FILTER (WHERE event_type = 'view_item')"),
                    ("carts", "count(*) FILTER (WHERE event_type = 'add_to_cart')"),
                    ("purchases", "count(*) FILTER (WHERE event_type = 'purchase')"),
                    ("units", "coalesce(sum(quantity) FILTER (WHERE event_type = 'purchase'), 0)"),
                ] {
                    let expected = try await scene.count(
                        "SELECT \(sum) FROM user_clicks WHERE product_id = '\(id)' AND NOT is_bot")
                    #expect(row[field] as? Int == expected, "\(id) \(field)")
                }
                let cents = try await scene.count(
                    """
                    SELECT round(coalesce(sum(price * quantity), 0) * 100) FROM user_clicks
                    WHERE product_id = '\(id)' AND event_type = 'purchase' AND currency = 'EUR' AND NOT is_bot
                    """)
                let revenue = (row["revenue"] as? [String: String])?["EUR"].flatMap { Double($0) } ?? 0
                #expect(Int((revenue * 100).rounded()) == cents)
                #expect(row["name"] as? String == "Product \(id.dropFirst())")
            }
            let some = try await scene.rows("/products?\(ShopFixture.span)&search=P1")
            #expect(some.rows.compactMap { $0["product"] as? String }.sorted() == ["p1", "p10"])
        }
    }

    @Test func `campaigns are what the visits say`() async throws {
        try await ConsoleScene.withShop { scene in
            for by in ["source", "campaign", "medium"] {
                let list = try await scene.rows("/campaigns?\(ShopFixture.span)&by=\(by)")
                for row in list.rows {
                    let value = row[by] as? String
                    let condition =
                        "WHERE NOT is_bot AND \(by) IS NOT DISTINCT FROM "
                        + (value.map { "'\($0)'" } ?? "NULL")
                    let sessions = try await scene.count("SELECT count(*) FROM sessions \(condition)")
                    #expect(row["sessions"] as? Int == sessions && sessions > 0)
                    let visitors = try await scene.count(
                        "SELECT count(DISTINCT user_id) FROM sessions \(condition)")
                    #expect(row["visitors"] as? Int == visitors)
                    let bounces = try await scene.count(
                        "SELECT round(avg(is_bounce::int) * 10000) FROM sessions \(condition)")
                    #expect(Int(((row["bounce"] as? Double ?? -1) * 10000).rounded()) == bounces)
                    let purchases = try await scene.count("SELECT sum(purchases) FROM sessions \(condition)")
                    #expect(row["purchases"] as? Int == purchases)
                }
                let total = list.rows.compactMap { $0["sessions"] as? Int }.reduce(0, +)
                #expect(total == (try await scene.count("SELECT count(*) FROM sessions WHERE NOT is_bot")))
            }
        }
    }

    @Test func `of a crowd, a sample of whole users answers, and says so`() async throws {
        try await ConsoleScene.withShop { scene in
            try await scene.execute(ShopFixture.crowd)
            let list = try await scene.rows("/campaigns?\(ShopFixture.span)&by=source&bots=include")
            let of = try #require(list.all["of"] as? [String: Any])
            #expect(of["exact"] as? Bool == false)
            #expect(of["users_one_in"] as? Int == 16)
            let counted = list.rows.compactMap { $0["sessions"] as? Int }.reduce(0, +)
            let expected = try await scene.count(
                "SELECT 16 * count(*) FROM sessions WHERE (hashtext(user_id) & 8191) < 512")
            #expect(counted == expected)
            #expect(expected > 0)
        }
    }

    @Test func `a table is CSV by the same address, and no text of it is a formula`() async throws {
        try await ConsoleScene.withShop { scene in
            let address = "/campaigns?\(ShopFixture.span)&by=campaign"
            let csv = try await scene.get("\(address)&format=csv")
            #expect(csv.headers["content-type"] == "text/csv; charset=utf-8; header=present")
            #expect(csv.headers["content-disposition"] == "attachment; filename=\"campaigns.csv\"")
            let lines = csv.body.components(separatedBy: "\r\n")
            #expect(
                lines.first == "campaign,sessions,visitors,bounce,clicks,buying,conversion,purchases,revenue")
            #expect(lines.last == "")
            let rows = try await scene.rows(address).rows
            #expect(lines.count == rows.count + 2)
            #expect(lines.contains { $0.hasPrefix("'=cmd,") })
            #expect(!csv.body.contains("\n="))
            let asked = try await scene.get(address, accept: "text/csv")
            #expect(asked.body == csv.body)
        }
    }

    @Test func `the live page's bars are CSV too`() async throws {
        try await ConsoleScene.withShop { scene in
            let csv = try await scene.get("/live?from=2026-03-02&to=2026-03-02&format=csv").body
            let lines = csv.components(separatedBy: "\r\n").dropLast()
            #expect(lines.first == "time,clicks,orders")
            #expect(lines.count == 25)
            #expect(lines.dropFirst().first?.hasPrefix("2026-03-02T00:00:00.000Z,") == true)
            let total = lines.dropFirst().compactMap { Int($0.split(separator: ",")[1]) }.reduce(0, +)
            let expected = try await scene.count(
                """
                SELECT count(*) FROM user_clicks WHERE NOT is_bot
                    AND event_time >= '2026-03-02 00:00+00' AND event_time < '2026-03-03 00:00+00'
                """)
            #expect(total == expected)
        }
    }

    @Test func `quotes, commas and line breaks of a text stay in their field`() async throws {
        try await ConsoleScene.withShop { scene in
            try await scene.execute(
                """
                UPDATE sessions SET campaign = E'a "b",\\nc' WHERE campaign = 'spring';
                UPDATE sessions SET campaign = E'-1+1' WHERE campaign = '=cmd';
                """)
            let csv = try await scene.get("/campaigns?\(ShopFixture.span)&by=campaign&format=csv").body
            #expect(csv.contains("\"a \"\"b\"\",\nc\","))
            #expect(csv.contains("\r\n'-1+1,"))
        }
    }
}
