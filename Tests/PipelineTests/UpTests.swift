import TestProgram
import Testing

@Suite struct UpTests {
    @Test func `everything that is produced is stored once`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker(["up", "--rate", "2000", "--duration", "3", "--json"])
            #expect(up.code == 0, "\(up.errors)")
            #expect(up.output.contains("\"produced\" : 6000"))
            #expect(up.output.contains("\"stored\" : 6000"))
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.records == 6000)
            #expect(audit.stored == 6000)
            #expect(audit.lag == 0)
            #expect(try await program.aggregateDifferences() == [])
            #expect(program.postmaster() == nil, "the private server still runs")
        }
    }

    @Test func `troubles in the traffic are accounted for, each under its name`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker([
                "up", "--rate", "max", "--count", "20000", "--duplicates", "0.05", "--late", "0.1",
                "--malformed",
                "0.05", "--seed", "3",
            ])
            #expect(up.code == 0, "\(up.errors)")
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.records == 20000)
            #expect((700...1300).contains(audit.duplicates))
            #expect(try await program.aggregateDifferences() == [])
            #expect((700...1300).contains(audit.rejected))
            let reasons = try await program.query("SELECT DISTINCT reason FROM rejected_clicks ORDER BY 1")
            #expect(
                reasons.split(separator: "\n") == [
                    "implausible_time", "invalid_utf8", "missing_field", "not_json", "nul_character",
                    "wrong_type",
                ])
        }
    }

    @Test func `a signal stops it gracefully, with everything stored`() async throws {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "2000", "--listen", program.listen])
            try await up.wait(forError: "Partitions assigned")
            try await program.wait(until: "SELECT count(*) > 1000 FROM user_clicks")
            up.signal(15)
            let result = await up.result()
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.errors.contains("Done: produced"))
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.lag == 0)
        }
    }

    @Test func `traffic at full speed waits for PostgreSQL, and never runs away from the sink`() async throws
    {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "max", "--listen", program.listen])
            try await program.wait(until: "SELECT count(*) > 1000 FROM user_clicks")
            // Nothing can be stored while somebody holds the table.
            let holder = try program.start([
                "psql", "-AtX", "-c",
                "BEGIN; LOCK TABLE user_clicks IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(600)",
            ])
            try await up.wait(forError: "in 0/s  stored 0/s")
            let stored = try await program.query(
                "SELECT sum(next_offset - first_offset) FROM sink_offsets")
            let listed = try await program.runOnBroker(["topics", "--json"]).output
            let records = try #require(listed.firstMatch(of: /"records" : (\d+)/)).1
            let behind = try #require(Int(records)) - (try #require(Int(stored)))
            // Without the brake it grows by some ten thousand a second.
            #expect((40_000...100_000).contains(behind))
            holder.signal(15)
            _ = await holder.result()
            try await program.wait(until: "SELECT count(*) > \(records) + 1000 FROM user_clicks")
            up.signal(15)
            #expect(await up.result().code == 0)
            #expect(try await program.verify().exact)
        }
    }

    @Test func `a stop while the sink joins its group anew still stores all that was produced`() async throws
    {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "300", "--listen", program.listen])
            try await program.wait(until: "SELECT count(*) > 100 FROM user_clicks")
            // Another sink, as it seems.
            _ = try await program.query("UPDATE sink_offsets SET epoch = epoch + 1")
            try await up.wait(forError: "Joining the group again")
            up.signal(2)
            let result = await up.result()
            #expect(result.code == 0, "\(result.errors)")
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.lag == 0, "\(result.errors)")
        }
    }

    @Test func `two commands of one data directory share its servers`() async throws {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--listen", program.listen])
            try await up.wait(forError: "Partitions assigned")
            // Without --listen: the broker of the data directory is found.
            let produced = try await program.run(["produce", "--rate", "max", "--count", "500", "--json"])
            #expect(produced.code == 0, "\(produced.errors)")
            try await program.wait(until: "SELECT count(*) = 500 FROM user_clicks")
            up.signal(2)
            #expect(await up.result().code == 0)
        }
    }
}
