import Foundation
import TestProgram
import Testing

/// A full disk is waited out, and room is all that it takes to go on.
@Suite(.enabled(if: SmallDisk.isAvailable, "a small disk can be mounted by root on Linux only"))
struct DiskFullTests {
    /// Broker, sink and producer of one data directory.
    private func run(
        _ program: TestProgram,
        _ body: (_ broker: RunningProgram, _ sink: RunningProgram) async throws -> Void
    ) async throws {
        let broker = try program.start(["broker", "--listen", program.listen])
        try await broker.wait(forError: "Kafka broker")
        let sink = try program.start(["consume"])
        try await sink.wait(forError: "Partitions assigned")
        let producer = try program.start(["produce", "--rate", "2000"])
        try await program.wait(until: "SELECT count(*) > 1000 FROM user_clicks")
        try await body(broker, sink)

        producer.signal(SIGTERM)
        let produced = await producer.result()
        #expect(produced.code == 0, "\(produced.errors)")
        sink.signal(SIGTERM)
        let stored = await sink.result()
        #expect(stored.code == 0, "\(stored.errors)")
        let rest = try await program.run(["consume", "--until-end"])
        #expect(rest.code == 0, "\(rest.errors)")
        let audit = try await program.verify()
        #expect(audit.exact, "\(audit)")
        #expect(audit.lag == 0)
        broker.signal(SIGTERM)
        #expect(await broker.result().code == 0)
    }

    private func goesOn(_ program: TestProgram) async throws {
        let count = try await program.query("SELECT count(*) FROM user_clicks")
        try await program.wait(until: "SELECT count(*) > \(count) + 1000 FROM user_clicks", seconds: 120)
    }

    @Test func `PostgreSQL's disk is full, and then it crashes while it is`() async throws {
        try await TestProgram.with { program in
            let disk = try SmallDisk(at: program.directory + "/data/postgres", megabytes: 400)
            defer { disk.remove() }
            try await run(program) { _, sink in
                for round in 1...2 {
                    try disk.fill()
                    if round == 2, let server = program.postmaster() { kill(server, SIGKILL) }
                    try await sink.wait(forError: "warning: PostgreSQL ", times: round)
                    // Several tries, of which nothing is said.
                    await Pause.milliseconds(2000)
                    #expect(sink.errorText.components(separatedBy: "warning: PostgreSQL ").count == round + 1)
                    try disk.clear()
                    try await sink.wait(forError: "PostgreSQL is back", times: round)
                    try await goesOn(program)
                }
            }
        }
    }

    @Test func `the broker's disk is full: reading goes on, and writing once there is room`() async throws {
        try await TestProgram.with { program in
            let disk = try SmallDisk(at: program.directory + "/data/broker", megabytes: 64)
            defer { disk.remove() }
            try await run(program) { broker, _ in
                try disk.fill()
                try await broker.wait(forError: "producers are told to try again")
                let audit = try await program.verify()
                #expect(audit.exact)
                #expect(audit.records > 1000)
                try disk.clear()
                try await broker.wait(forError: "records are written again")
                try await goesOn(program)
            }
        }
    }
}
