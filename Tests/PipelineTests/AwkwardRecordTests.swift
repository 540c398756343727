import Foundation
import TestProgram
import Testing

/// Records that a careless or hostile producer sends, and logs that have gaps.
@Suite struct AwkwardRecordTests {
    @Test func `two workers drain all of it, also while partitions change hands`() async throws {
        try await TestProgram.with { program in
            let produced = try await program.runOnBroker(["produce", "--rate", "max", "--count", "60000"])
            #expect(produced.code == 0, "\(produced.errors)")
            let consumed = try await program.runOnBroker([
                "consume", "--until-end", "--workers", "2", "--json",
            ])
            #expect(consumed.code == 0, "\(consumed.errors)")
            #expect(consumed.output.contains("\"stored\" : 60000"), "\(consumed.output)")
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.lag == 0)
        }
    }

    @Test func `a stop with a backlog stores all of it first, with as many workers as you like`() async throws
    {
        try await TestProgram.with { program in
            let produced = try await program.runOnBroker(["produce", "--rate", "max", "--count", "60000"])
            #expect(produced.code == 0, "\(produced.errors)")
            let up = try program.start(["up", "--workers", "3", "--listen", program.listen])
            try await up.wait(forError: "Partitions assigned")
            up.signal(SIGTERM)
            let result = await up.result()
            #expect(result.code == 0, "\(result.errors)")
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.lag == 0)
            #expect(audit.stored == 60000)
        }
    }

    @Test func `damage in the tables is found, each kind under its name`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker([
                "up", "--rate", "max", "--count", "2000", "--malformed", "0.05", "--partitions", "1",
            ])
            #expect(up.code == 0, "\(up.errors)")
            let offsets = try await program.query(
                "SELECT kafka_offset FROM user_clicks ORDER BY kafka_offset LIMIT 3"
            ).split(separator: "\n")
            _ = try await program.query(
                """
                DELETE FROM user_clicks WHERE kafka_offset = \(offsets[0]);
                UPDATE user_clicks SET kafka_offset = 999999 WHERE kafka_offset = \(offsets[1]);
                UPDATE user_clicks SET event_id = gen_random_uuid() WHERE kafka_offset = \(offsets[2]);
                UPDATE sink_offsets SET duplicates = duplicates + 1;
                """)
            let verified = try await program.runOnBroker(["verify"])
            #expect(verified.code == 1)
            for kind in ["missing", "outside_range", "altered", "counts_differ", "NOT EXACT"] {
                #expect(verified.output.contains(kind), "\(kind): \(verified.output)")
            }
        }
    }
}
