import PostgresClient
import Testing

@Suite struct OutageTests {
    @Test func `a page asked for after the database cut its sessions is answered`() async throws {
        try await ConsoleScene.with { scene in
            #expect(try await scene.get("/api/pipeline").status == 200)
            // The session that answered is idle now, and its end is only seen when it is asked again.
            let cut = try await scene.count(
                """
                SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                    AND query NOT LIKE 'LISTEN%' AND backend_type = 'client backend'
                """)
            #expect(cut > 0)
            #expect(try await scene.get("/api/pipeline").status == 200)
            #expect(try await scene.get("/api/live").status == 200)
        }
    }
}
