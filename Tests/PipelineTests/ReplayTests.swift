import TestProgram
import Testing

@Suite struct ReplayTests {
    @Test func `a replay brings back what was lost, rollups included, and nothing twice`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker([
                "up", "--rate", "max", "--count", "6000", "--malformed", "0.05", "--duplicates", "0.05",
            ])
            #expect(up.code == 0, "\(up.errors)")
            let sums = """
                SELECT (SELECT sum(clicks) FROM clicks_by_day WHERE dimension = 'all'),
                    (SELECT sum(clicks) FROM sessions), (SELECT count(*) FROM user_clicks),
                    (SELECT count(*) FROM rejected_clicks), (SELECT count(*) FROM user_days)
                """
            let before = try await program.query(sums)

            let idle = try await program.runOnBroker(["replay", "--from", "0", "--json"])
            #expect(idle.code == 0, "\(idle.errors)")
            #expect(idle.output.contains("\"records\" : 6000"), "\(idle.output)")
            #expect(idle.output.contains("\"stored\" : 0"), "\(idle.output)")
            #expect(try await program.query(sums) == before)
            #expect(try await program.aggregateDifferences() == [])

            // What a careless hand does.
            _ = try await program.query(
                """
                TRUNCATE user_clicks, rejected_clicks, clicks_by_minute, rolled_hours, rolled_days, sessions, users,
                    user_days
                """)
            let part = try await program.runOnBroker(["replay", "--from", "0", "--to", "700"])
            #expect(part.code == 0, "\(part.errors)")
            #expect(try await program.query("SELECT max(kafka_offset) = 699 FROM user_clicks") == "t")
            #expect(try await program.aggregateDifferences() == [])
            let all = try await program.runOnBroker(["replay", "--from", "2020-01-01T00:00:00Z"])
            #expect(all.code == 0, "\(all.errors)")
            #expect(try await program.query(sums) == before)
            #expect(try await program.aggregateDifferences() == [])
            #expect(try await program.verify().exact)
        }
    }

    @Test func `a record that was rejected and is a click now becomes a row`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker(["up", "--rate", "max", "--count", "500"])
            #expect(up.code == 0, "\(up.errors)")
            // As if an older version had not known the click's type.
            _ = try await program.query(
                """
                WITH gone AS (
                    DELETE FROM user_clicks WHERE id = (SELECT min(id) FROM user_clicks) RETURNING *)
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, detail)
                SELECT 'website_clicks', kafka_partition, kafka_offset, produced_at, 'wrong_type', 'old' FROM gone;
                UPDATE sink_offsets o SET stored = stored - 1, rejected = rejected + 1
                FROM rejected_clicks r WHERE r.kafka_partition = o.kafka_partition
                """)
            // What the row had added to rollups and sessions is not subtracted by itself.
            #expect(try await program.run(["rebuild", "--yes"]).code == 0)
            #expect(try await program.verify().exact)
            let replay = try await program.runOnBroker(["replay", "--from", "0", "--json"])
            #expect(replay.code == 0, "\(replay.errors)")
            #expect(replay.output.contains("\"stored\" : 1"), "\(replay.output)")
            #expect(try await program.query("SELECT count(*) FROM rejected_clicks") == "0")
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.stored == 500)
        }
    }

    @Test func `a replay begins and ends at days, and at how long ago, too`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker(["up", "--rate", "max", "--count", "600"])
            #expect(up.code == 0, "\(up.errors)")
            for (options, records) in [
                (["--from", "1h"], 600), (["--from", "7d", "--to", "1h"], 0),
                (["--from", "2020-02-01"], 600),
                (["--from", "2020-02-01", "--to", "2020-03-01"], 0), (["--from", "0", "--to", "0s"], 600),
            ] {
                let replay = try await program.runOnBroker(["replay", "--json"] + options)
                #expect(replay.code == 0, "\(replay.errors)")
                #expect(replay.output.contains("\"records\" : \(records),"), "\(options): \(replay.output)")
            }
            let backwards = try await program.run(["replay", "--from", "1h", "--to", "7d"])
            #expect(backwards.code == 64 && backwards.errors.contains("before --to"), "\(backwards.errors)")
        }
    }

    @Test func `a position that is none is told with the right form`() async throws {
        try await TestProgram.with { program in
            for wrong in ["yesterday", "-5", "2026-02-30", "5x", "h"] {
                let result = try await program.run(["replay", "--from", wrong])
                #expect(result.code == 64)
                #expect(result.errors.contains("--from"), "\(result.errors)")
            }
            let backwards = try await program.run(["replay", "--from", "10", "--to", "5"])
            #expect(backwards.code == 64)
            #expect(backwards.errors.contains("10 is not before 5"), "\(backwards.errors)")
            let missing = try await program.runOnBroker(["replay", "--from", "0"])
            #expect(missing.code == 69, "\(missing.errors)")
            #expect(missing.errors.contains("website_clicks"), "\(missing.errors)")
            #expect(try await program.runOnBroker(["topics", "create", "website_clicks"]).code == 0)
            let result = try await program.runOnBroker(["replay", "--from", "0", "--partition", "99"])
            #expect(result.code == 64, "\(result.errors)")
            #expect(result.errors.contains("no partition 99"), "\(result.errors)")
        }
    }
}
