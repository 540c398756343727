import ClickConsole
import Foundation
import KafkaClient
import Testing

@Suite(.serialized) struct KafkaStreamTests {
    @Test func `a tail shows a message that comes`() async throws {
        try await KafkaScene.withBroker { scene in
            try await scene.createTopic("shop", partitions: 2)
            try await scene.fill("shop", partitions: 2, records: 4) { "old-\($0)" }
            let answer = try await RawSocket.exchange(
                port: scene.console.console.port, scene.stream("/topic/shop/tail?q=NEW"), until: "new-0",
                opening: "event: progress"
            ) {
                try await scene.fill("shop", partitions: 2, records: 2) { $0 == 0 ? "new-0" : "other" }
            }
            #expect(answer.contains("text/event-stream") && answer.contains("new-0"))
            #expect(!answer.contains("old-") && !answer.contains("other"))
        }
    }

    @Test func `a search finds the newest first, by text, key, header, time and condition`() async throws {
        try await KafkaScene.withBroker { scene in
            try await scene.createTopic("shop", partitions: 2)
            try await scene.fill("shop", partitions: 2, records: 40) { "{\"price\":\($0),\"type\":\"Sale\"}" }
            func search(_ query: String) async throws -> String {
                let target = "/topic/shop/search?" + query
                return try await RawSocket.exchange(
                    port: scene.console.console.port, scene.stream(target), until: "event: done")
            }
            let newest = try await search("q=sale&count=3")
            #expect(newest.contains("as many messages as were asked for"))
            for number in 37..<40 { #expect(newest.contains("\\\"price\\\":\(number),")) }
            #expect(!newest.contains("\\\"price\\\":36,"))
            let exact = try await search(
                "where=price%20%3E%3D%2010%20and%20not%20price%20%3E%2010&header=trace%3Dt-10")
            #expect(exact.contains("\\\"price\\\":10,") && exact.contains("Everything was searched."))
            #expect(exact.contains("\"scanned\":40"))
            let key = try await search("key=key-7&order=oldest")
            #expect(key.contains("\\\"price\\\":7,") && !key.contains("\\\"price\\\":8,"))
            let none = try await search("until=2001-01-01T00:00:00Z")
            #expect(!none.contains("event: found"))
        }
    }

    @Test func `with searches under way pages stay fast, one too many is refused, and closing makes room`()
        async throws
    {
        try await KafkaScene.withBroker { scene in
            try await scene.createTopic("shop", partitions: 4)
            try await scene.fill("shop", partitions: 4, records: 200) { _ in
                String(repeating: "x", count: 500)
            }
            let port = scene.console.console.port
            _ = try await scene.object("/api/kafka/topic/shop/messages")
            let follow = scene.stream("/topic/shop/tail")
            try await withThrowingTaskGroup(of: Void.self) { group in
                // A search that follows the end holds its place for as long as its reader stays.
                for _ in 0..<10 {
                    group.addTask {
                        _ = try await RawSocket.exchange(
                            port: port, follow, until: "event: progress", opening: "event: progress")
                    }
                }
                for _ in 0..<10 {
                    group.addTask {
                        let target = "/topic/shop/search?q=nothing"
                        let answer = try await RawSocket.exchange(
                            port: port, scene.stream(target), until: "}\n\n")
                        let isTold =
                            answer.contains("event: ") || answer.contains("Other searches are under way")
                        #expect(isTold || answer.contains("\"error\""), "\(answer)")
                    }
                }
                let clock = ContinuousClock()
                for _ in 0..<5 {
                    let took = try await clock.measure { _ = try await scene.object("/kafka") }
                    // Ten times the aim: tests share the machine.
                    #expect(took < .seconds(2))
                }
                try await group.waitForAll()
            }
            // Each of them has gone, and within a second or two that is noticed.
            let deadline = ContinuousClock.now + .seconds(15)
            var answer = ""
            repeat {
                answer = try await RawSocket.exchange(
                    port: port, scene.stream("/topic/shop/search?q=nothing"), until: "}\n\n")
            } while !answer.contains("event: ") && ContinuousClock.now < deadline
            #expect(answer.contains("event: "), "\(answer)")
        }
    }
}
