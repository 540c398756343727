import Foundation
import TestProgram
import Testing

/// Old clicks go, and do not come back.
@Suite struct RetentionTests {
    /// In the public format: two days of February 2020.
    private static let oldClicks = """
        event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
        2020-02-01 10:00:00 UTC,view,1001,77,home.lighting.lamp,nordvik,89.90,501,a1111111-0000-4000-8000-000000000001
        2020-02-01 10:00:05 UTC,cart,1001,77,home.lighting.lamp,nordvik,89.90,501,a1111111-0000-4000-8000-000000000001
        2020-02-02 10:00:09 UTC,purchase,1001,77,home.lighting.lamp,nordvik,89.90,501,a1111111-0000-4000-8000-000000000001

        """

    private func importOldClicks(_ program: TestProgram) async throws {
        let file = program.directory + "/clicks.csv"
        try Self.oldClicks.write(toFile: file, atomically: true, encoding: .utf8)
        let imported = try await program.runOnBroker(["import", "--format", "rees46", file])
        #expect(imported.code == 0, "\(imported.errors)")
    }

    private func consume(_ program: TestProgram, _ options: [String] = []) async throws -> String {
        let consumed = try await program.runOnBroker(["consume", "--until-end"] + options)
        #expect(consumed.code == 0, "\(consumed.errors)")
        return consumed.errors
    }

    @Test func `old days are dropped, stay away when they come again, and the audit stays exact`()
        async throws
    {
        try await TestProgram.with { program in
            try await importOldClicks(program)
            let produced = try await program.runOnBroker([
                "produce", "--rate", "max", "--count", "2000", "--malformed", "0.05",
            ])
            #expect(produced.code == 0, "\(produced.errors)")
            _ = try await consume(program)
            #expect(
                try await program.query(
                    "SELECT count(*) FROM user_clicks WHERE event_time < '2020-03-01'") == "3")
            let rejected = try await program.query("SELECT count(*) FROM rejected_clicks")
            _ = try await program.query(
                "UPDATE rejected_clicks SET rejected_at = '2020-02-01' WHERE kafka_partition = 0")

            let said = try await consume(program, ["--retention", "90d"])
            #expect(said.contains("days=2 (2020-02-01 to 2020-02-02)"), "\(said)")
            #expect(said.contains("clicks=3"), "\(said)")
            #expect(
                try await program.query(
                    """
                    SELECT count(*) FROM user_clicks WHERE event_time < '2020-03-01'
                    UNION ALL SELECT count(*) FROM rejected_clicks WHERE kafka_partition = 0
                    """) == "0\n0")
            var audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(audit.dropped > 3)
            #expect(audit.dropped - 3 + audit.rejected == Int64(rejected))

            // Without --retention, too: what is dropped stays dropped.
            let before = audit.dropped
            try await importOldClicks(program)
            _ = try await consume(program)
            #expect(
                try await program.query("SELECT count(*) FROM user_clicks WHERE event_time < '2020-03-01'")
                    == "0")
            #expect(try await program.query("SELECT sum(skipped) FROM sink_offsets") == "3")
            audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(audit.dropped == before + 3)
            #expect(audit.lag == 0)
        }
    }

    @Test func `a running sink learns that days are dropped, and goes on`() async throws {
        try await TestProgram.with { program in
            try await importOldClicks(program)
            let up = try program.start(["up", "--rate", "500", "--listen", program.listen])
            try await program.wait(
                until: "SELECT count(*) = 3 FROM user_clicks WHERE event_time < '2020-03-01'")
            // Another process drops the days that this one knows.
            _ = try await consume(program, ["--retention", "12w"])
            try await importOldClicks(program)
            try await program.wait(until: "SELECT sum(skipped) = 3 FROM sink_offsets")
            up.signal(15)
            #expect(await up.result().code == 0)
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(audit.dropped == 6)
        }
    }

    @Test func `an empty period is refused as an option, and a variable that is not set as a variable`()
        async throws
    {
        try await TestProgram.with { program in
            for command in ["up", "consume"] {
                let result = try await program.run([command, "--retention", ""])
                #expect(result.code == 64, "\(result.errors)")
                #expect(result.errors.contains("90d, 12w or 2y, not \"\""), "\(result.errors)")
            }
            try await importOldClicks(program)
            let consumed = try await program.runOnBroker(["consume", "--until-end"])
            #expect(consumed.code == 0, "\(consumed.errors)")
            let kept = try await program.run(
                ["consume", "--until-end", "--listen", program.listen],
                environment: ["CLICKSTREAM_RETENTION": ""])
            #expect(kept.code == 0 && !kept.errors.contains("Dropped"), "\(kept.errors)")
            let said = try await consume(program, ["--retention", "1d"])
            #expect(said.contains("Dropped what is older than 1 day ("), "\(said)")
        }
    }

    @Test(arguments: ["0d", "5", "-1d", "banana", "40000d", "d", "1.5y"])
    func `a period that makes no sense is refused with the right form`(period: String) async throws {
        try await TestProgram.with { program in
            let result = try await program.run(["up", "--retention=\(period)"])
            #expect(result.code == 64)
            #expect(result.errors.contains("90d, 12w or 2y, not \"\(period)\""), "\(result.errors)")
            let variable = try await program.run(
                ["consume"], environment: ["CLICKSTREAM_RETENTION": period])
            #expect(variable.code == 64)
            #expect(variable.errors.contains("--retention"), "\(variable.errors)")
        }
    }
}
