import Foundation
import PostgresClient
import TestPostgres
import TestProgram
import Testing

/// What can happen to a session of the sink while the server is well. Each is waited out, told once, and no
/// click is lost.
@Suite struct SessionFaultTests {
    private func run(
        settings: [String] = [], malformed: Double = 0.01, _ body: (FaultScene) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase { database in
            let session = FaultScene.session(with: database)
            try await session.withConnection { connection in
                for setting in settings {
                    try connection.execute("ALTER DATABASE \(database.database) SET \(setting)")
                }
            }
            await session.close()
            try await FaultScene.run(on: database, malformed: malformed, body)
        }
    }

    @Test func `in a deadlock the sink gives way, and does the batch again at once`() async throws {
        try await run { scene in
            // The sink holds its offsets and waits for the table. This session does it the other way round,
            // and looks for deadlocks later.
            let other = try scene.holder()
            try other.execute(
                "BEGIN; SET LOCAL deadlock_timeout = '100s'; LOCK TABLE user_clicks IN EXCLUSIVE MODE")
            try await scene.sinkIsBlocked()
            try other.execute("SELECT FROM sink_offsets ORDER BY kafka_partition FOR UPDATE; COMMIT")
            other.close()
            try await scene.sink.wait(forError: "40P01")
            try await scene.stored(500)
            #expect(scene.count("ended a deadlock with another session") == 1, "\(scene.sink.errorText)")
            #expect(scene.count(FaultScene.away) + scene.count(FaultScene.refused) == 0)
        }
    }

    @Test func `a lock that is held longer than lock_timeout`() async throws {
        try await run(settings: ["lock_timeout = '150ms'"]) { scene in
            let other = try scene.holder()
            try other.execute("SET lock_timeout = 0; BEGIN; LOCK TABLE user_clicks IN EXCLUSIVE MODE")
            try await scene.sink.wait(forError: "55P03")
            // Several more tries, of which nothing is said.
            await Pause.milliseconds(2000)
            try other.execute("COMMIT")
            other.close()
            try await scene.isOver(FaultScene.refused)
        }
    }

    @Test func `a statement that somebody cancels`() async throws {
        try await run { scene in
            let other = try scene.holder()
            try other.execute("BEGIN; LOCK TABLE user_clicks IN EXCLUSIVE MODE")
            try await scene.sinkIsBlocked()
            try await scene.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE \(FaultScene.isSink)")
            try await scene.sink.wait(forError: "57014")
            try other.execute("COMMIT")
            other.close()
            try await scene.isOver(FaultScene.refused)
        }
    }

    @Test func `a backend that stands still for a while is named in the status line`() async throws {
        try await run { scene in
            let sessions = "SELECT pid FROM pg_stat_activity WHERE \(FaultScene.isSink)"
            let backend = try #require(try await scene.ask(sessions).flatMap { pid_t($0) })
            #expect(kill(backend, SIGSTOP) == 0)
            try await scene.sink.wait(forError: "WAITING: PostgreSQL has not answered for")
            #expect(kill(backend, SIGCONT) == 0)
            try await scene.stored(500)
            #expect(scene.count(FaultScene.away) == 0)
            #expect(scene.count(FaultScene.refused) == 0)
        }
    }
}
