import Foundation
import TestProgram
import Testing

/// The real fault: `kill -9`, in the middle of the work.
@Suite struct KillTests {
    private static let kill9: Int32 = 9

    @Test func `everything killed at once is taken up again`() async throws {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "5000", "--listen", program.listen])
            try await up.wait(forError: "Partitions assigned")
            try await program.wait(until: "SELECT count(*) > 2000 FROM user_clicks")
            let server = try #require(program.postmaster())
            up.signal(Self.kill9)
            kill(server, Self.kill9)
            _ = await up.result()

            let again = try await program.runOnBroker(["up", "--rate", "1000", "--duration", "2"])
            #expect(again.code == 0, "\(again.errors)")
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(try await program.aggregateDifferences() == [])
            #expect(audit.lag == 0)
            #expect(audit.stored > 4000)
        }
    }

    @Test func `a killed PostgreSQL server is started again, and nothing is lost`() async throws {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "5000", "--listen", program.listen, "--json"])
            try await up.wait(forError: "Partitions assigned")
            for round in 1...3 {
                try await program.wait(until: "SELECT count(*) > \(round * 3000) FROM user_clicks")
                kill(try #require(program.postmaster()), Self.kill9)
            }
            try await program.wait(until: "SELECT count(*) > 15000 FROM user_clicks")
            up.signal(SIGTERM)
            let result = await up.result()
            #expect(result.code == 0, "\(result.errors)")
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(try await program.aggregateDifferences() == [])
            #expect(audit.lag == 0)
        }
    }

    @Test func `a broker and a sink of their own, each killed, go on where they were`() async throws {
        try await TestProgram.with { program in
            var broker = try program.start(["broker", "--listen", program.listen])
            try await broker.wait(forError: "Kafka broker")
            var sink = try program.start(["consume"])
            try await sink.wait(forError: "Partitions assigned")
            let producer = try program.start(["produce", "--rate", "4000", "--duration", "12", "--json"])

            try await program.wait(until: "SELECT count(*) > 4000 FROM user_clicks")
            sink.signal(Self.kill9)
            _ = await sink.result()
            sink = try program.start(["consume"])
            try await program.wait(until: "SELECT count(*) > 10000 FROM user_clicks")

            broker.signal(Self.kill9)
            _ = await broker.result()
            broker = try program.start(["broker", "--listen", program.listen])

            let produced = await producer.result()
            #expect(produced.code == 0, "\(produced.errors)")
            #expect(produced.output.contains("\"produced\" : 48000"))
            sink.signal(SIGTERM)
            #expect(await sink.result().code == 0)

            let rest = try await program.run(["consume", "--until-end"])
            #expect(rest.code == 0, "\(rest.errors)")
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(try await program.aggregateDifferences() == [])
            #expect(audit.stored == 48000)
            #expect(audit.lag == 0)
            broker.signal(SIGTERM)
            #expect(await broker.result().code == 0)
        }
    }

    @Test func `two sinks share the partitions, and the one that is left takes all`() async throws {
        try await TestProgram.with { program in
            let up = try program.start(["up", "--rate", "3000", "--listen", program.listen])
            try await up.wait(forError: "Partitions assigned")
            let second = try program.start(["consume", "--workers", "2"])
            try await second.wait(forError: "Partitions assigned")
            try await program.wait(until: "SELECT count(DISTINCT owner) > 1 FROM sink_offsets")
            second.signal(Self.kill9)
            _ = await second.result()
            let before = try #require(Int(try await program.query("SELECT count(*) FROM user_clicks")))
            try await program.wait(
                until: """
                    SELECT count(*) > \(before + 20000) FROM user_clicks
                    """)
            up.signal(SIGTERM)
            let result = await up.result()
            #expect(result.code == 0, "\(result.errors)")
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(try await program.aggregateDifferences() == [])
            #expect(audit.lag == 0)
        }
    }
}
