import ClickModel
import Testing
import TrafficSimulator

@Suite struct CalibrationTests {
    @Test func `the funnel is that of published shops`() {
        var events: [String: Int] = [:]
        var carts: Set<String> = []
        var orders: Set<String> = []
        var bought: Set<String> = []
        stream(configuration(seed: 2026, eventsPerSecond: 50), count: 100_000) { record in
            let type = record.eventType
            events[type, default: 0] += 1
            if type == "add_to_cart" { carts.insert(record.sessionID) }
            if type == "purchase" {
                orders.insert(record.value("\"order_id\":") ?? "")
                bought.insert(record.sessionID)
            }
        }
        let views = Double(events["view_item", default: 0])
        let purchases = Double(events["purchase", default: 0])
        let additions = Double(events["add_to_cart", default: 0])
        #expect((0.01...0.02).contains(purchases / views))
        #expect((0.01...0.02).contains(Double(orders.count) / views))
        #expect((0.02...0.06).contains(additions / views))
        let abandoned = 1 - Double(carts.intersection(bought).count) / Double(carts.count)
        #expect((0.65...0.75).contains(abandoned))
        #expect(carts.count > 1000)
        for type in [
            "page_view", "search", "view_item_list", "select_item", "view_item", "add_to_cart",
            "remove_from_cart", "view_cart", "begin_checkout", "add_payment_info", "purchase",
        ] {
            #expect(events[type, default: 0] > 20, "\(type)")
        }
        #expect(events.count == 11)
    }

    @Test func `visits are short with a long tail, and pauses are people's`() {
        var visits: [String: (clicks: Int, last: Int64, lastType: String)] = [:]
        var pauses: [Int64] = []
        stream(configuration(seed: 3, eventsPerSecond: 40), count: 60_000) { record in
            guard !record.isBot else { return }
            let (session, type) = (record.sessionID, record.eventType)
            let visit = visits[session]
            if let visit, visit.lastType == "view_item" { pauses.append(record.click.eventTime - visit.last) }
            visits[session] = ((visit?.clicks ?? 0) + 1, record.click.eventTime, type)
        }
        let lengths = visits.values.map(\.clicks).sorted()
        let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
        #expect((3.0...6.0).contains(mean))
        #expect((1...4).contains(lengths[lengths.count / 2]))
        #expect((lengths.last ?? 0) > 25)
        pauses.sort()
        // The rate decides how many visits go on at once, so that pauses come out in real time.
        let median = Double(pauses[pauses.count / 2]) / 1e6
        #expect((6.3...7.7).contains(median), "median \(median) s")
        #expect((20.0...300.0).contains(Double(pauses[pauses.count * 98 / 100]) / 1e6))
        #expect((pauses.last ?? 0) < 1_800_000_000)
    }

    @Test func `few products get most of the looks, and all get some`() {
        var views: [String: Int] = [:]
        var total = 0
        stream(configuration(seed: 4, eventsPerSecond: 100), count: 50_000) { record in
            guard record.eventType == "view_item" else { return }
            views[record.value("\"product_id\":") ?? "", default: 0] += 1
            total += 1
        }
        let ranked = views.values.sorted(by: >)
        #expect(ranked.count == 400)
        let head = Double(ranked.prefix(40).reduce(0, +)) / Double(total)
        #expect((0.35...0.6).contains(head), "a tenth of the products gets \(head) of the looks")
        #expect(ranked[0] < total / 15)
    }

    @Test func `people come when it is day where they live`() {
        func japaneseShare(atHour hour: Int64) -> Double {
            var sessions: [String: Bool] = [:]
            // Midnight UTC is nine in the morning in Japan.
            let start = startOfStream - startOfStream % 86_400_000_000 + hour * 3_600_000_000
            let configured = configuration(seed: 5, eventsPerSecond: 100) { $0.start = start }
            stream(configured, count: 15_000) { record in
                sessions[record.sessionID] = record.value("\"country\":") == "JP"
            }
            return Double(sessions.values.count { $0 }) / Double(sessions.count)
        }
        let morning = japaneseShare(atHour: 1)
        let night = japaneseShare(atHour: 19)
        #expect(morning > night * 3, "\(morning) by day, \(night) at night")
        #expect(night > 0)
    }
}
