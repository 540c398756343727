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

    @Test func `a sink that stands still with visitors in common is ended, and not waited for without end`()
        async throws
    {
        try await run { scene in
            // What a frozen sink of ours looks like to PostgreSQL.
            let frozen = try scene.holder(as: "clickstream")
            try frozen.execute("BEGIN; SELECT FROM users FOR UPDATE; SELECT FROM sessions FOR UPDATE")
            try await scene.sink.wait(forError: "Ended the open transaction of a sink that does not answer")
            try await scene.isOver(FaultScene.refused)
            #expect(throws: PostgresError.self) { try frozen.execute("COMMIT") }
            frozen.close()
        }
    }

    @Test func `a queue of notices that is full keeps no click from being stored`() async throws {
        try await TestPostgres.withDatabase { database in
            let session = FaultScene.session(with: database)
            _ = try await session.withConnection { connection in
                // What PostgreSQL says once 8 GB of notices wait for a session that does not read them.
                try connection.execute(
                    """
                    CREATE FUNCTION public.pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS
                    $$BEGIN RAISE EXCEPTION 'too many notifications' USING ERRCODE = '54000'; END$$;
                    ALTER DATABASE \(database.database) SET search_path = public, pg_catalog
                    """)
            }
            await session.close()
            try await FaultScene.run(on: database) { scene in
                try await scene.stored(2000)
                #expect(scene.count("storing without NOTIFY") > 0, "\(scene.sink.errorText)")
                #expect(scene.count("PostgreSQL refused a row") == 0, "\(scene.sink.errorText)")
            }
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
