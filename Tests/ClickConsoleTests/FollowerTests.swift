import ClickConsole
import Testing

@Suite struct FollowerTests {
    @Test func `one page too many is told so`() async throws {
        try await ConsoleScene.with { scene in
            let port = scene.console.port
            let events = EventTests.events(of: scene)
            try await follow(ConsoleServer.followers, port: port, events) {
                let refused = try await scene.get("/api/events")
                #expect(refused.status == 503)
                #expect(refused.body.contains("Too many pages"))
            }
        }
    }

    /// Opens so many streams, one within the other, and runs the body while all are open.
    private func follow(
        _ count: Int, port: Int, _ request: String, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        if count == 0 { return try await body() }
        _ = try await RawSocket.exchange(port: port, request, until: "retry") {
            try await follow(count - 1, port: port, request, body)
        }
    }
}
