import Foundation
import KafkaClient
import Testing

@Suite(.serialized) struct LargeMessagesTests {
    @Test func `pages of messages that are too large for one answer leave none out`() async throws {
        try await KafkaScene.withBroker { scene in
            let records = 150
            try await scene.createTopic("shop", partitions: 2)
            let filler = String(repeating: "x", count: 260_000)
            try await scene.fill("shop", partitions: 2, records: records) { "\($0) \(filler)" }
            for from in ["newest", "oldest"] {
                var (cursor, seen, pages) = ("", [String](), 0)
                repeat {
                    let page = try await scene.object(
                        "/api/kafka/topic/shop/messages?from=\(from)&count=500&cursor=\(cursor)")
                    let messages = page["messages"] as? [[String: Any]] ?? []
                    if pages == 0, from == "newest" {
                        let offsets = messages.compactMap { $0["offset"] as? Int }
                        #expect(offsets.first == records / 2 - 1)
                    }
                    seen += messages.map { "\($0["partition"] ?? "")/\($0["offset"] ?? "")" }
                    cursor = page["next"] as? String ?? ""
                    pages += 1
                } while !cursor.isEmpty && pages < 60
                #expect(
                    pages > 1 && seen.count == records && Set(seen).count == records, "\(from): \(seen.count)"
                )
            }
            let refused = try await scene.console.get(
                "/topic/shop/allmessages?count=500", accept: "application/json")
            #expect(refused.status == 413, "\(refused.status)")
        }
    }
}
