import ClickModel
import Foundation
import Testing
import TrafficSimulator

/// Every click is looked at as a whole, as parsed by an independent parser.
@Suite struct VisitTests {
    private func clicks(_ configuration: TrafficConfiguration, count: Int) throws -> [[String: Any]] {
        var clicks: [[String: Any]] = []
        try stream(configuration, count: count) { record in
            let object = try JSONSerialization.jsonObject(with: Data(record.bytes))
            var click = try #require(object as? [String: Any])
            record.click.key.withBytes { key in
                #expect(String(decoding: key, as: UTF8.self) == click["user_id"] as? String)
            }
            click["time"] = record.click.eventTime
            clicks.append(click)
        }
        return clicks
    }

    @Test func `each click is an object with its fields right`() throws {
        var ids: Set<String> = []
        for click in try clicks(configuration(seed: 11), count: 5000) {
            let text = try #require(click["event_id"] as? String)
            let id = try #require(EventID(parsing: text))
            let time = try #require(click["time"] as? Int64)
            #expect(id.high >> 16 == UInt64(time / 1000))
            #expect(id.high >> 12 & 0xF == 7)
            #expect(id.low >> 62 == 2)
            #expect(ids.insert(text).inserted)
            #expect(click["source"] as? String == "simulator")
            #expect(
                (click["page_url"] as? String)?.hasPrefix("https://www.harbour-and-pine.example/") == true)
            #expect((click["page_title"] as? String)?.hasSuffix(" | Harbour & Pine") == true)
            #expect((click["country"] as? String)?.count == 2)
            #expect(click["user_agent"] != nil && click["device"] != nil && click["is_bot"] is Bool)
            let known = Set(ClickField.allCases.map { "\($0.name)" }).union(["time"])
            #expect(known.isSuperset(of: click.keys))
        }
    }

    @Test func `a click comes from the page that the visitor was on`() throws {
        var page: [String: String] = [:]
        var referrer: [String: String] = [:]
        var followed = 0
        let configured = configuration(seed: 12, eventsPerSecond: 10)
        for click in try clicks(configured, count: 10_000) {
            let session = try #require(click["session_id"] as? String)
            let url = try #require(click["page_url"] as? String)
            let from = click["referrer"] as? String
            if let last = page[session] {
                // On the same page the referrer stays; on another one it is the page before, without its
                // campaign.
                let expected = last == url ? referrer[session] : String(last.prefix { $0 != "?" })
                if last == url || !last.contains("utm_") {
                    #expect(from == (last == url ? expected : last))
                } else {
                    #expect(from.map { String($0.prefix { $0 != "?" }) } == expected)
                }
                followed += 1
            }
            page[session] = url
            referrer[session] = from
            #expect(url.contains("utm_source=") == (click["utm_source"] != nil))
        }
        #expect(followed > 6000)
    }

    @Test func `orders add up and come after a cart, a checkout and a payment`() throws {
        var steps: [String: [String]] = [:]
        var started: Set<String> = []
        var lines: [String: [[String: Any]]] = [:]
        let first = ["page_view", "view_item", "view_item_list"]
        for click in try clicks(configuration(seed: 13, eventsPerSecond: 20), count: 30_000) {
            let session = try #require(click["session_id"] as? String)
            let type = try #require(click["event_type"] as? String)
            if steps[session] == nil, first.contains(type), click["referrer"] == nil {
                started.insert(session)
            }
            steps[session, default: []].append(type)
            guard type == "purchase" else { continue }
            lines[try #require(click["order_id"] as? String), default: []].append(click)
            guard started.contains(session) else { continue }
            let path = steps[session, default: []]
            for step in ["add_to_cart", "begin_checkout", "add_payment_info"] { #expect(path.contains(step)) }
        }
        #expect(lines.count > 50)
        #expect(lines.values.contains { $0.count > 1 })
        for order in lines.values {
            let properties = try order.map { try #require($0["properties"] as? [String: Any]) }
            let total = try #require(properties[0]["order_total"] as? Double)
            let sum = order.reduce(0.0) { sum, line in
                sum + (line["price"] as? Double ?? 0) * Double(line["quantity"] as? Int ?? 0)
            }
            let expected = try #require(properties[0]["order_lines"] as? Int)
            #expect(properties.map { $0["order_line"] as? Int } == (1...order.count).map { $0 })
            if order.count == expected { #expect(abs(sum - total) < 0.005) }
            #expect(Set(order.compactMap { $0["product_id"] as? String }).count == order.count)
            #expect(Set(order.compactMap { $0["currency"] as? String }).count == 1)
        }
    }

    @Test func `nobody is in the shop twice at once, and everybody keeps country and device`() throws {
        var current: [String: String] = [:]
        var ended: Set<String> = []
        var traits: [String: [String?]] = [:]
        var returned = 0
        for click in try clicks(configuration(seed: 14, users: 500), count: 20_000)
        where click["is_bot"] as? Bool == false {
            let user = try #require(click["user_id"] as? String)
            let session = try #require(click["session_id"] as? String)
            if let last = current[user], last != session {
                ended.insert(last)
                returned += 1
            }
            #expect(!ended.contains(session))
            current[user] = session
            let trait = ["country", "language", "user_agent", "screen"].map { click[$0] as? String }
            #expect(traits[user, default: trait] == trait)
            traits[user] = trait
        }
        #expect(returned > 500)
        #expect(traits.count <= 500)
    }

    @Test func `bots say so, read much and buy nothing`() throws {
        var types: [String: Int] = [:]
        let configured = configuration(seed: 15) { $0.botShare = 1 }
        for click in try clicks(configured, count: 5000) {
            #expect(click["is_bot"] as? Bool == true)
            #expect(click["device"] as? String == "bot")
            types[click["event_type"] as? String ?? "", default: 0] += 1
        }
        #expect(Set(types.keys) == ["view_item", "view_item_list"])
    }
}
