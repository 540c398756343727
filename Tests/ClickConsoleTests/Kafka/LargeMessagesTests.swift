import Foundation
import KafkaClient
import Testing

@testable import ClickConsole

@Suite(.serialized) struct LargeMessagesTests {
    @Test func `pages of messages that are too large for one answer leave none out`() async throws {
        var configuration = ConsoleConfiguration(port: 0)
        configuration.answerRoom = 100_000
        try await KafkaScene.withBroker(configuration) { scene in
            let records = 600
            try await scene.createTopic("shop", partitions: 2)
            let filler = String(repeating: "x", count: 2000)
            try await scene.fill("shop", partitions: 2, records: records) { "\($0) \(filler)" }
            for from in ["newest", "oldest"] {
                var (cursor, seen, pages) = ("", [String](), 0)
                repeat {
                    let page = try await scene.object(
                        "/api/kafka/topic/shop/messages?from=\(from)&count=500&cursor=\(cursor)")
                    let messages = page["messages"] as? [[String: Any]] ?? []
                    if pages == 0, from == "newest" {
                        #expect(messages.first?["offset"] as? Int == records / 2 - 1)
                    }
                    seen += messages.map { "\($0["partition"] ?? "")/\($0["offset"] ?? "")" }
                    cursor = page["next"] as? String ?? ""
                    pages += 1
                } while !cursor.isEmpty && pages < 100
                #expect(
                    pages > 2 && seen.count == records && Set(seen).count == records, "\(from) \(seen.count)")
            }
            // A script goes on behind the last message: it gets all or nothing.
            let refused = try await scene.console.get("/topic/shop/allmessages?count=500")
            #expect(refused.status == 413, "\(refused.status)")
            let few = try await scene.list("/topic/shop/messages?partition=0&offset=0&count=20")
            #expect(few.count == 20)
        }
    }
}
