import Foundation
import Testing

@Suite struct PipelinePanelTests {
    @Test func `an empty database is no alarm`() async throws {
        try await ConsoleScene.with { scene in
            let pipeline = try await scene.get("/api/pipeline").object()
            #expect(pipeline["stopped"] as? Bool == false)
            #expect(pipeline["accounted"] as? Bool == true)
            #expect((pipeline["totals"] as? [String: Any])?["stored"] as? Int == 0)
        }
    }

    @Test func `totals, rejections by reason, losses and a stopped flow are told`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                """
                INSERT INTO sink_offsets (topic, kafka_partition, first_offset, next_offset, stored, duplicates,
                    rejected, skipped, owner, updated_at) VALUES
                    ('website_clicks', 0, 0, 10, 6, 1, 2, 1, 'x', now() - interval '5 minutes'),
                    ('website_clicks', 1, 5, 10, 5, 0, 0, 0, 'x', now() - interval '2 minutes');
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, detail) VALUES
                    ('website_clicks', 0, 1, now(), 'not_json', ''), ('website_clicks', 0, 2, now(), 'not_json', ''),
                    ('website_clicks', 0, 3, now(), '<script>', '');
                INSERT INTO offset_gaps (topic, kafka_partition, from_offset, to_offset, reason)
                    VALUES ('website_clicks', 1, 0, 5, 'expired');
                """)
            let pipeline = try await scene.get("/api/pipeline").object()
            let totals = pipeline["totals"] as? [String: Int]
            #expect(totals == ["stored": 11, "duplicates": 1, "rejected": 2, "skipped": 1, "offsets": 15])
            #expect(pipeline["accounted"] as? Bool == true)
            #expect(pipeline["stopped"] as? Bool == true)
            #expect((pipeline["seconds_since_commit"] as? Double ?? 0) >= 120)
            #expect(pipeline["lost"] as? Int == 5)
            let reasons = pipeline["rejected"] as? [[String: Any]]
            #expect(reasons?.compactMap { $0["reason"] as? String } == ["not_json", "<script>"])
            #expect(reasons?.compactMap { $0["records"] as? Int } == [2, 1])
            #expect((pipeline["partitions"] as? [Any])?.count == 2)
            try await scene.execute("UPDATE sink_offsets SET stored = stored + 1, updated_at = now()")
            let wrong = try await scene.get("/api/pipeline").object()
            #expect(wrong["accounted"] as? Bool == false)
            #expect(wrong["stopped"] as? Bool == false)
        }
    }

    @Test func `freshness is from Kafka to the row`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                EventTests.today + EventTests.click("a")
                    + "UPDATE user_clicks SET ingested_at = produced_at + interval '25 milliseconds'")
            let fresh = try await scene.get("/api/pipeline").object()["freshness_ms"] as? [String: Double]
            #expect(fresh == ["clicks": 1, "p50": 25, "p99": 25])
        }
    }
}
