import Foundation
import KafkaClient
import Testing

@Suite(.serialized) struct RejectionPageTests {
    private static let yesterday = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -86_400))
    private static let click = """
        {"event_type":"page_view","event_time":"\(yesterday)","user_id":"anna","price":1.50}
        """

    private static let rejections = """
        INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, field, detail,
            record_key, payload)
        SELECT 'shop', 0, n, now(), CASE WHEN n % 3 = 0 THEN 'not_json' ELSE 'missing_field' END, NULL, 'why <b>',
            'anna', convert_to('\(click)', 'UTF8')
        FROM generate_series(1, 120) AS n;
        UPDATE rejected_clicks SET payload = '{"user_id"' WHERE id = 1;
        """

    @Test func `rejected records are listed by reason, page by page, as JSON and as a file`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(Self.rejections)
            let first = try await scene.get("/rejections?limit=50").object()
            let reasons = first["reasons"] as? [[String: Any]] ?? []
            #expect(reasons.map { $0["records"] as? Int } == [80, 40])
            var rows = first["rows"] as? [[String: Any]] ?? []
            #expect(rows.first?["id"] as? Int == 120 && rows.count == 50)
            rows =
                try await scene.get("/rejections?reason=not_json&before=31").object()["rows"]
                as? [[String: Any]] ?? []
            #expect(rows.compactMap { $0["id"] as? Int } == [30, 27, 24, 21, 18, 15, 12, 9, 6, 3])
            let file = try await scene.get("/rejections?reason=not_json&limit=1000&format=csv")
            #expect(file.body.split(separator: "\r\n").count == 41)
            #expect(try await scene.get("/rejections?retried=yes").object()["rows"] as? [Int] == [])
            let one = try await scene.get("/rejections/7").object()
            #expect(one["text"] as? String == Self.click && one["actions"] as? Bool == false)
            try await scene.expect(404, "GET", "/rejections/999")
            try await scene.expect(400, "GET", "/rejections/x")
            try await scene.expect(400, "GET", "/rejections?before=0")
            try await scene.expect(405, "POST", "/rejections/7/retry")
        }
    }

    @Test func `an operator mends a record and sends it again, once`() async throws {
        try await KafkaScene.withBroker(allowsActions: true) { scene in
            try await scene.createTopic("shop", partitions: 1)
            try await scene.console.execute(Self.rejections)
            func retry(_ id: Int, _ body: String = "{}") async throws -> Answer {
                try await scene.console.get(
                    "/rejections/\(id)/retry", method: "POST", body: body, type: "application/json")
            }
            // As it is, it is a click but for its event_id, which it is given.
            let sent = try await retry(7)
            #expect(sent.status == 200, "\(sent.body)")
            let event = try sent.object()["event_id"] as? String ?? ""
            let stored = try await scene.list("/topic/shop/messages?partition=0&offset=0&count=5")
            #expect((stored.first?["message"] as? String)?.contains(event) == true && event.count == 36)
            #expect((stored.first?["message"] as? String)?.contains("\"price\":1.50") == true)
            #expect(stored.first?["key"] as? String == "anna")
            #expect(stored.first?["headers"] as? [String: String] == ["clickstream-retry-of": "shop/0/7"])
            let noted = try await scene.console.text(
                "SELECT retried_partition || '/' || retried_offset || '/' || retried_event_id FROM rejected_clicks WHERE id = 7"
            )
            #expect(noted == "0/0/\(event)")
            #expect(try await retry(7).status == 409)
            // Once more, it is the same event.
            let again = try await retry(7, "{\"again\": true}")
            #expect(try again.object()["event_id"] as? String == event)
            let refused = try await retry(1)
            #expect(
                refused.status == 422 && refused.body.contains("rejected again: not_json"), "\(refused.body)")
            let edited = try await retry(
                1,
                "{\"payload\": \(try #require(String(data: JSONEncoder().encode(Self.click), encoding: .utf8)))}"
            )
            #expect(edited.status == 200, "\(edited.body)")
            #expect(try await retry(999).status == 404)
            #expect(try await scene.list("/topic/shop/messages?partition=0&offset=0&count=9").count == 3)
            let trail = try await scene.console.text(
                "SELECT string_agg(status || ' ' || outcome, '|' ORDER BY id) FROM console_actions WHERE action LIKE '%/1/retry'"
            )
            #expect(
                trail.hasPrefix("422 It would be rejected again") && trail.hasSuffix("|200 done"), "\(trail)")
        }
    }

    @Test func `nothing is sent that retention would drop`() async throws {
        try await KafkaScene.withBroker(allowsActions: true) { scene in
            try await scene.createTopic("shop", partitions: 1)
            try await scene.console.execute(
                Self.rejections + "UPDATE retention_horizon SET dropped_before = current_date + 1")
            let refused = try await scene.console.get("/rejections/7/retry", method: "POST")
            #expect(refused.status == 422 && refused.body.contains("retention"), "\(refused.body)")
        }
    }
}
