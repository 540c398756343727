import ClickStore
import DedicatedThread
import PostgresClient
import TestPostgres
import Testing

@testable import ClickConsole

@Suite struct NewcomerTests {
    @Test func `who comes after a long silence sees the latest clicks, and not just a beat`() async throws {
        try await TestPostgres.withDatabase { configuration in
            let server = ExternalPostgres(configuration)
            let store = PostgresSession(server, name: "scene")
            _ = try await store.withConnection { try Migrations.migrate($0, logger: quietLogger) }
            await store.close()
            let hub = EventHub(limit: 2)
            let feed = try ClickFeed(
                server: server, hub: hub, masks: MaskingRules(), logger: quietLogger, beatMilliseconds: 1500)
            let first = hub.follow(drop: {})
            let early = try #require(first).events
            async let running: Void = feed.run()
            // Long: a beat has passed, and nothing was committed.
            for await event in early where event.text.hasPrefix(":") { break }
            let second = hub.follow(drop: {})
            let late = try #require(second).events
            feed.refresh()
            var events = late.makeAsyncIterator()
            var beats = 0
            while let event = await events.next(), event.text.hasPrefix(":"), beats < 5 { beats += 1 }
            #expect(beats < 5)
            feed.stop()
            hub.close()
            await running
        }
    }
}
