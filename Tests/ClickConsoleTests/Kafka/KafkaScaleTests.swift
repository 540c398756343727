import Foundation
import KafkaClient
import Testing

/// Many topics and groups: what `clickstream bench console --topics 3000 --groups 5000` times, small enough
/// for a test of what is in the answers.
@Suite(.serialized) struct KafkaScaleTests {
    @Test func `lists are cut and filtered in the server, whatever there is`() async throws {
        try await KafkaScene.withBroker { scene in
            let admin = try KafkaAdmin(scene.kafka, logger: quietLogger)
            for number in 0..<260 { try await admin.createTopic("topic-\(number)", partitions: 1) }
            let place = KafkaTopicPartition(topic: "topic-7", partition: 0)
            for number in 0..<320 {
                try await admin.alterOffsets(group: "group-\(number)", [(place, offset: 0)])
            }
            _ = try await scene.console.get("/topic/topic-259")
            // The groups have made one more topic, which holds their offsets.
            for (path, list, name, count) in [
                ("/kafka", "topics", "topic", 261), ("/consumer", "groups", "group", 320),
            ] {
                let first = try await scene.object(path)
                #expect((first[list] as? [Any])?.count == 50, "\(path)")
                #expect(first["matching"] as? Int == count, "\(path)")
                let last = try await scene.object(path + "?page=999&rows=200")
                #expect((last[list] as? [Any])?.count == count - 200 && last["page"] as? Int == 2)
                let filtered = try await scene.object(path + "?filter=\(name.uppercased())-25")
                #expect(filtered["matching"] as? Int == 11 && (filtered[list] as? [Any])?.count == 11)
                let refused = try await scene.console.get(path + "?rows=201")
                #expect(refused.status == 400)
            }
            let readers = try await scene.object("/api/kafka/topic/topic-7/groups")
            #expect((readers["groups"] as? [Any])?.count == 320)
        }
    }
}
