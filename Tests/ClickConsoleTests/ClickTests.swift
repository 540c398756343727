import Foundation
import Testing

@testable import ClickConsole

@Suite struct ClickTests {
    private static let event = "01930000-0000-7000-8000-0000000000aa"

    /// A click at partition 2, offset 77, its visit, and a sink's account of the partition.
    private static let scene =
        EventTests.today + EventTests.click("anna")
            + """
            UPDATE user_clicks SET event_id = '\(event)', kafka_partition = 2, kafka_offset = 77,
                properties = '{"email": "a@b.example"}', produced_at = event_time + interval '2 milliseconds',
                ingested_at = event_time + interval '5.25 milliseconds';
            INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
                furthest_step, purchases, entry_event_id, exit_event_id, is_bot)
            VALUES ('anna', false, 'anna', now(), now(), 3, 3, 0, 0, '\(event)', '\(event)', false);
            INSERT INTO sink_offsets (topic, kafka_partition, first_offset, next_offset, stored, duplicates, owner)
            VALUES ('website_clicks', 2, 10, 100, 1, 1, 'x');
            """

    private func object(_ any: Any?) -> [String: Any] { any as? [String: Any] ?? [:] }

    @Test func `a click is found by its id, its event and its place, with the times of its way`() async throws
    {
        try await ConsoleScene.with { scene in
            try await scene.execute(Self.scene)
            let id = try await scene.count("SELECT id FROM user_clicks")
            let targets = [
                "/click/\(id)", "/click?event_id=\(Self.event.uppercased())", "/click?partition=2&offset=77",
                "/click?topic=website_clicks&partition=2&offset=77",
            ]
            for target in targets {
                let story = try await scene.get(target).object()
                #expect(story["kind"] as? String == "row", "\(target)")
                let row = object(story["row"])
                #expect(row["id"] as? Int == id && row["price"] as? String == "1.5")
                #expect(object(row["properties"])["email"] as? String == "a@b.example")
                let times = object(story["times"]).compactMapValues { ($0 as? NSNumber)?.doubleValue }
                let from = try #require(times["event"])
                #expect(abs((times["produced"] ?? 0) - from - 2) < 0.01)
                #expect(abs((times["read"] ?? 0) - from - 5.25) < 0.01)
                #expect(object(story["place"])["topic"] as? String == "website_clicks")
                #expect(object(story["visit"])["clicks"] as? Int == 3)
            }
        }
    }

    @Test func `a look-up by place reads a few pages of a large day, and no more`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                EventTests.today + EventTests.click("anna")
                    + """
                    INSERT INTO user_clicks (event_id, event_type, event_time, user_id, is_bot, kafka_partition,
                        kafka_offset, produced_at)
                    SELECT gen_random_uuid(), 'page_view', now(), 'u', false, n % 4, n / 4 + (n % 4) * 1000000, now()
                    FROM generate_series(1, 60000) AS n;
                    SELECT brin_summarize_new_values('user_clicks_today_kafka_offset_idx'); ANALYZE user_clicks;
                    """)
            let story = try await scene.get("/click?partition=3&offset=3007000").object()
            #expect(object(story["row"])["kafka_offset"] as? Int == 3_007_000)
            let plan = try await scene.text(
                """
                EXPLAIN (ANALYZE, FORMAT JSON) SELECT id FROM user_clicks
                WHERE kafka_partition = 3 AND kafka_offset = 3007000 ORDER BY id DESC LIMIT 1
                """)
            #expect(plan.contains("user_clicks_today_kafka_offset_idx"), "\(plan)")
            let removed = plan.split(separator: "\n").filter { $0.contains("Removed by Index Recheck") }
            let rows = removed.compactMap { Int($0.filter(\.isNumber)) }.max() ?? 0
            #expect(rows < 10_000, "\(plan)")
        }
    }

    @Test func `a rejected record tells why, its bytes, and what came of its retry`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.scene
                    + """
                    INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, field,
                        detail, record_key, payload, retried_at, retried_partition, retried_offset, retried_event_id)
                    VALUES ('website_clicks', 2, 50, now(), 'wrong_type', 'price', 'price is <b>', 'anna',
                        convert_to('{"price":"<script>"}', 'UTF8') || decode('ff', 'hex'), now(), 2, 77, '\(Self.event)');
                    """)
            let story = try await scene.get("/click?partition=2&offset=50").object()
            #expect(story["kind"] as? String == "rejection")
            #expect(
                story["reason"] as? String == "wrong_type" && story["detail"] as? String == "price is <b>")
            #expect(story["text"] as? String == "{\"price\":\"<script>\"}\u{FFFD}")
            #expect((story["hex"] as? String)?.hasSuffix("227dff") == true)
            #expect(story["key"] as? String == "anna")
            let row = try await scene.count("SELECT id FROM user_clicks")
            #expect(object(story["retry"])["row"] as? Int == row)
            // And from the row back.
            let stored = try await scene.get("/click/\(row)").object()
            #expect(object(stored["retry_of"])["offset"] as? Int == 50)
        }
    }

    @Test func `a place without a row is a duplicate of one, lost, not read yet, or none of ours`()
        async throws
    {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.scene
                    + """
                    INSERT INTO offset_gaps (topic, kafka_partition, from_offset, to_offset, reason)
                    VALUES ('website_clicks', 2, 20, 30, 'expired');
                    """)
            let id = try await scene.count("SELECT id FROM user_clicks")
            let duplicate = try await scene.get("/click?partition=2&offset=80&event_id=\(Self.event)")
                .object()
            #expect(duplicate["kind"] as? String == "duplicate")
            #expect(object(duplicate["duplicate_of"])["id"] as? Int == id)
            for (offset, kind) in [(80, "unknown"), (25, "lost"), (100, "waiting"), (9, "before")] {
                let story = try await scene.get("/click?partition=2&offset=\(offset)").object()
                #expect(story["kind"] as? String == kind)
            }
            try await scene.expect(404, "GET", "/click?partition=3&offset=1")
            try await scene.expect(404, "GET", "/click/99999999")
            try await scene.expect(404, "GET", "/click?event_id=01930000-0000-7000-8000-0000000000ab")
        }
    }

    @Test func `a rejection of the topic as it is goes before a row of one that was deleted`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                Self.scene
                    + """
                    INSERT INTO former_logs (topic, number, kafka_partition, stored, duplicates, rejected, skipped,
                        last_click_id)
                    SELECT 'website_clicks', 1, 2, 1, 0, 0, 0, max(id) FROM user_clicks;
                    """)
            let former = try await scene.get("/click?partition=2&offset=77").object()
            #expect(former["kind"] as? String == "row" && former["former"] as? Bool == true)
            try await scene.execute(
                """
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, detail,
                    former_log)
                VALUES ('website_clicks', 2, 77, now(), 'old', '', 1), ('website_clicks', 2, 77, now(), 'not_json', '', 0),
                    ('website_clicks', 2, 78, now(), 'old', '', 1);
                """)
            let present = try await scene.get("/click?partition=2&offset=77").object()
            #expect(present["reason"] as? String == "not_json" && present["former"] as? Bool == false)
            let old = try await scene.get("/click?partition=2&offset=78").object()
            #expect(old["reason"] as? String == "old" && old["former"] as? Bool == true)
            try await scene.execute(EventTests.click("berta"))
            try await scene.execute(
                "UPDATE user_clicks SET kafka_partition = 2, kafka_offset = 77 WHERE user_id = 'berta'")
            let row = try await scene.get("/click?partition=2&offset=77").object()
            #expect(object(row["row"])["user_id"] as? String == "berta" && row["former"] as? Bool == false)
        }
    }

    @Test(arguments: [
        "/click", "/click/0", "/click/abc", "/click/1/2", "/click?partition=1", "/click?offset=1",
        "/click?event_id=no", "/click?partition=-1&offset=1", "/click?partition=1&offset=9223372036854775808",
        "/click/1?partition=1", "/click?x=1", "/click?partition=1&offset=1&partition=2",
    ])
    func `what names no click is refused`(target: String) async throws {
        try await ConsoleScene.with { scene in
            let status = try await scene.get(target).status
            #expect(status == (target == "/click/1/2" ? 404 : 400))
        }
    }

    @Test func `a viewer sees neither masked fields of a row nor the bytes of a rejection`() async throws {
        let configuration = try AccessScene.configuration(masks: ["user_id", "properties.email"])
        try await ConsoleScene.with(configuration) { scene in
            try await scene.execute(
                Self.scene
                    + """
                    INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, detail,
                        record_key, payload)
                    VALUES ('website_clicks', 2, 50, now(), 'x', 'anna is wrong', 'anna', '{"user_id":"anna"}');
                    UPDATE user_clicks SET session_id = 's', page_url = '', page_title = '';
                    """)
            for (user, isShown) in [("vera", false), ("anna", true)] {
                let cookie = try await scene.login(user).cookie
                for target in ["/click?partition=2&offset=77", "/click?partition=2&offset=50"] {
                    let body = try await scene.send("GET", target, ["Cookie": cookie]).body
                    #expect(body.contains("user_id\": \"anna\"") == (isShown && target.hasSuffix("77")))
                    #expect(body.contains("a@b.example") == (isShown && target.hasSuffix("77")))
                    if target.hasSuffix("50") {
                        #expect(body.contains("anna") == isShown, "\(body)")
                        #expect(body.contains("616e6e61") == isShown)
                    }
                }
            }
        }
    }
}
