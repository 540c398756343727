import Foundation
import TestProgram
import Testing

/// Aggregates that were damaged are found by `verify` and mended by `rebuild`.
@Suite struct VerifyTests {
    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `verify names what is wrong with the aggregates, and a rebuild mends it`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker(["up", "--rate", "max", "--count", "3000"])
            #expect(up.code == 0, "\(up.errors)")
            let well = try await program.runOnBroker(["verify"])
            #expect(well.code == 0, "\(well.output)")
            #expect(well.output.contains("rows of aggregates are what the clicks say."), "\(well.output)")

            _ = try await program.query(
                """
                UPDATE clicks_by_minute SET clicks = clicks + 7 WHERE dimension = 'all';
                DELETE FROM user_days WHERE ctid = (SELECT min(ctid) FROM user_days);
                INSERT INTO users VALUES (E'no\\u001b[2Jbody', now(), now(), false)
                """)
            let bad = try await program.runOnBroker(["verify"])
            #expect(bad.code == 1, "\(bad.output)")
            #expect(bad.output.contains("clicks_by_minute: wrong: dimension all, start "), "\(bad.output)")
            #expect(bad.output.contains("user_days: missing: there should be a row with day "))
            #expect(bad.output.contains("users: extra: user_id no\\x1B[2Jbody: no click stands for"))
            #expect(bad.output.contains("mend them: clickstream rebuild"), "\(bad.output)")
            let document = try json(try await program.runOnBroker(["verify", "--json"]).output)
            let aggregates = try #require(document["aggregates"] as? [String: Any])
            #expect(document["exact"] as? Bool == false)
            #expect(document["finding_count"] as? Int == 0)
            let tables = try #require(aggregates["tables"] as? [[String: Any]])
            let day = try #require((tables[5]["differences"] as? [[String: Any]])?.first)
            #expect(day["kind"] as? String == "missing")
            #expect(Set((day["key"] as? [String: Any] ?? [:]).keys) == ["day", "user_id", "is_bot"])

            let skipped = try await program.runOnBroker(["verify", "--no-aggregates"])
            #expect(skipped.code == 0, "\(skipped.output)")
            #expect(skipped.output.contains("Aggregates were not compared."))
            let unasked = try await program.run(["rebuild"])
            #expect(unasked.code == 64, "\(unasked.errors)")
            #expect(unasked.errors.contains("--yes"))
            let dry = try await program.run(["rebuild", "--dry-run"])
            #expect(dry.code == 0, "\(dry.errors)")
            #expect(dry.output.contains("rows would be written or removed"), "\(dry.output)")
            #expect(try await program.verify().exact == false)

            let rebuilt = try await program.run(["rebuild", "--yes", "--json"])
            #expect(rebuilt.code == 0, "\(rebuilt.errors)")
            #expect(rebuilt.output.contains("\"removed\" : 1"), "\(rebuilt.output)")
            #expect(try await program.verify().exact)
            #expect(try await program.aggregateDifferences() == [])
        }
    }

    @Test func `verify finds rows that were doubled or rejected too, and a log that is too short`()
        async throws
    {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker(["up", "--rate", "max", "--count", "2000"])
            #expect(up.code == 0, "\(up.errors)")
            _ = try await program.query(
                """
                CREATE TEMPORARY TABLE planted AS SELECT * FROM user_clicks ORDER BY id LIMIT 1;
                UPDATE planted SET event_id = gen_random_uuid();
                ALTER TABLE planted DROP COLUMN id;
                INSERT INTO user_clicks OVERRIDING USER VALUE SELECT 0, planted.* FROM planted;
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, detail)
                SELECT 'website_clicks', kafka_partition, kafka_offset, produced_at, 'not_json', 'planted'
                FROM user_clicks ORDER BY id DESC LIMIT 1;
                UPDATE sink_offsets SET next_offset = next_offset + 1000000, stored = stored + 1000000
                WHERE kafka_partition = 3
                """)
            let bad = try await program.runOnBroker(["verify", "--no-aggregates", "--json"])
            #expect(bad.code == 1, "\(bad.output)")
            for kind in ["doubled", "stored_and_rejected", "log_too_short", "counts_differ"] {
                #expect(bad.output.contains("\"\(kind)\""), "\(kind): \(bad.output)")
            }
        }
    }

    @Test func `verify changes nothing in the tables of an older version, and says what to do`() async throws
    {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker(["up", "--rate", "max", "--count", "1000"])
            #expect(up.code == 0, "\(up.errors)")
            // Together: psql brings the tables up to date before it runs.
            _ = try await program.query(
                "DELETE FROM schema_migrations WHERE version = 12; DROP TABLE console_actions")
            let refused = try await program.runOnBroker(["verify"])
            #expect(refused.code != 0)
            #expect(refused.errors.contains("of an older version"), "\(refused.errors)")
            let dry = try await program.run(["rebuild", "--dry-run"])
            #expect(dry.errors.contains("of an older version"), "\(dry.errors)")
            #expect(try await program.runOnBroker(["consume", "--until-end"]).code == 0)
            #expect(try await program.verify().exact)
        }
    }

    @Test func `verify and rebuild are exact beside a sink at full speed, which waits and goes on`()
        async throws
    {
        try await TestProgram.with { program in
            let produced = try await program.runOnBroker(["produce", "--rate", "max", "--count", "40000"])
            #expect(produced.code == 0, "\(produced.errors)")
            let sink = try program.start(["consume", "--listen", program.listen, "--workers", "2"])
            try await program.wait(until: "SELECT sum(stored) > 1000 FROM sink_offsets")
            // In the order in which the sink locks.
            _ = try await program.query(
                """
                BEGIN; LOCK TABLE clicks_by_minute IN EXCLUSIVE MODE;
                DELETE FROM clicks_by_minute WHERE dimension IN ('page', 'all');
                DELETE FROM users; DELETE FROM user_days; UPDATE sessions SET clicks = clicks + 1;
                COMMIT
                """)
            let rebuilt = try await program.run(["rebuild", "--yes"])
            #expect(rebuilt.code == 0, "\(rebuilt.errors)")
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            try await program.wait(until: "SELECT sum(stored) = 40000 FROM sink_offsets")
            sink.signal(SIGTERM)
            let result = await sink.result()
            #expect(result.code == 0, "\(result.errors)")
            #expect(!result.errors.contains("PostgreSQL did not take the batch"), "\(result.errors)")
            #expect(try await program.verify().exact)
            #expect(try await program.aggregateDifferences() == [])
        }
    }

    @Test func `after retention has dropped days, verify says from where on it has compared`() async throws {
        try await TestProgram.with { program in
            let file = program.directory + "/clicks.csv"
            try """
            event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
            2020-02-01 10:00:00 UTC,view,1001,77,home.lamp,nordvik,89.90,501,a1111111-0000-4000-8000-000000000001

            """.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await program.runOnBroker(["import", "--format", "rees46", file]).code == 0)
            #expect(
                try await program.runOnBroker(["produce", "--rate", "max", "--count", "1000"]).code == 0)
            #expect(try await program.runOnBroker(["consume", "--until-end"]).code == 0)
            #expect(
                try await program.runOnBroker(["consume", "--until-end", "--retention", "90d"]).code == 0)
            let hours = "SELECT sum(clicks) FROM rolled_hours WHERE hour < '2020-03-01'"
            let kept = try await program.query(hours)
            #expect(kept != "")
            let report = try await program.runOnBroker(["verify"])
            #expect(report.code == 0, "\(report.output)")
            #expect(report.output.contains("cannot be compared: retention has dropped their clicks"))
            #expect(try await program.run(["rebuild", "--yes"]).code == 0)
            #expect(try await program.query(hours) == kept)
            #expect(try await program.verify().exact)
        }
    }
}
