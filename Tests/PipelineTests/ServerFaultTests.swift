import Foundation
import PostgresClient
import TestPostgres
import TestProgram
import Testing

/// What can happen to a PostgreSQL server as a whole.
@Suite struct ServerFaultTests {
    @Test func `no connection is left for the sink`() async throws {
        var options = TestPostgresServer.Options()
        options.settings = ["max_connections = 12", "superuser_reserved_connections = 0"]
        let server = try TestPostgresServer(options)
        defer { server.finish() }
        try await FaultScene.run(on: server.configuration) { scene in
            // Frozen, it cannot take its place again before others have.
            scene.sink.signal(SIGSTOP)
            try await scene.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \(FaultScene.isSink)")
            try await scene.wait(
                until: "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE \(FaultScene.isSink))")
            var others: [PostgresConnection] = []
            let full = #expect(throws: PostgresError.self) {
                for _ in 0..<100 { others.append(try scene.holder()) }
            }
            #expect(full?.sqlState?.code == "53300")
            scene.sink.signal(SIGCONT)
            try await scene.sink.wait(forError: FaultScene.away)
            // Several tries, of which nothing is said.
            await Pause.milliseconds(2000)
            for other in others { other.close() }
            try await scene.isOver(FaultScene.away)
        }
    }

    @Test func `the server is restarted, and then away for a while: the sink's memory does not grow`()
        async throws
    {
        let server = try TestPostgresServer()
        defer { server.finish() }
        try await FaultScene.run(on: server.configuration, rate: 6_000) { scene in
            try server.restart()
            await scene.admin.close()
            try await scene.isOver(FaultScene.away)

            let before = scene.sink.residentKilobytes ?? 0
            try server.stop()
            var most = before
            for _ in 0..<48 {
                await Pause.milliseconds(250)
                most = max(most, scene.sink.residentKilobytes ?? 0)
            }
            try server.start()
            await scene.admin.close()
            #expect(most - before < 24 << 10, "from \(before) to \(most) kB")
            // The outage's clicks: some 32 MB, had they been kept.
            try await scene.stored(40_000, seconds: 180)
            #expect(scene.count(FaultScene.away) == 2)
            #expect(scene.count(FaultScene.over) == 2)
        }
    }
}
