import KafkaClient
import TestKafka
import Testing

@Suite(.serialized) struct KafkaTroubleTests {
    @Test func `without Kafka its pages say so, and the others go on`() async throws {
        try await ConsoleScene.with { console in
            let kafka = try await console.get("/kafka")
            #expect(kafka.status == 503 && kafka.body.contains("started without Kafka"))
            #expect(try await console.get("/api/live").status == 200)
            #expect(try await console.get("/", accept: "text/html").status == 200)
        }
    }

    @Test func `a broker out of reach is told within seconds, and the database's pages go on`() async throws {
        let nowhere = KafkaClientConfiguration(bootstrapServers: "127.0.0.1:1")
        try await ConsoleScene.with(kafka: nowhere) { console in
            let start = ContinuousClock.now
            let answer = try await console.get("/kafka")
            #expect(answer.status == 503 && answer.body.contains("127.0.0.1:1"), "\(answer.body)")
            #expect(ContinuousClock.now - start < .seconds(8))
            #expect(try await console.get("/api/live").status == 200)
        }
    }

    @Test func `a partition without a leader takes only its own part with it`() async throws {
        let cluster = try MockCluster(brokers: 2)
        cluster.createTopic("shop", partitions: 2)
        try await KafkaScene.withMock(cluster) { scene in
            try await scene.fill("shop", partitions: 2, records: 10) { "\($0)" }
            cluster.setLeader(of: "shop", 1, broker: -1)
            // What was heard of the cluster is kept for a second.
            let deadline = ContinuousClock.now + .seconds(15)
            var topic: [String: Any] = [:]
            repeat {
                topic = try await scene.object("/api/kafka/topic/shop")
                let last = (topic["partitions"] as? [[String: Any]])?.last
                if last?["leader"] is Int == false { break }
            } while ContinuousClock.now < deadline
            let partitions = topic["partitions"] as? [[String: Any]] ?? []
            #expect(partitions.first?["high"] as? Int == 5 && partitions.first?["error"] is String == false)
            #expect(
                (partitions.last?["error"] as? String)?.contains("no broker leads") == true, "\(partitions)")
            let page = try await scene.object("/api/kafka/topic/shop/messages")
            #expect((page["messages"] as? [Any])?.count == 5)
            #expect((page["errors"] as? [Any])?.count == 1)
        }
    }

    @Test func `hostile names, keys, values and headers come as texts of JSON`() async throws {
        let script = #"<script>alert("1")</script>\"# + "\u{2028}"
        try await KafkaScene.withBroker { scene in
            try await scene.createTopic("shop", partitions: 1)
            let producer = try KafkaProducer(scene.kafka, logger: quietLogger)
            _ = try await producer.send(
                topic: try producer.topic("shop"), key: Array(script.utf8), value: Array(script.utf8),
                headers: [KafkaRecordHeader(script, Array(script.utf8)), KafkaRecordHeader("none", nil)])
            _ = try await producer.send(
                topic: try producer.topic("shop"), key: [0, 255], value: nil)
            producer.close()
            let answer = try await scene.console.get("/api/kafka/topic/shop/messages?from=oldest")
            #expect(answer.headers["content-type"] == "application/json")
            let messages = try answer.object()["messages"] as? [[String: Any]] ?? []
            #expect((messages.first?["key"] as? [String: Any])?["text"] as? String == script)
            #expect((messages.first?["value"] as? [String: Any])?["text"] as? String == script)
            let header = (messages.first?["headers"] as? [[String: Any]])?.first
            #expect(header?["name"] as? String == script)
            #expect((messages.last?["key"] as? [String: Any])?["kind"] as? String == "hex")
            #expect((messages.last?["key"] as? [String: Any])?["text"] as? String == "00ff")
            #expect(messages.last?["value"] is [String: Any] == false)
            let kafdrop = try await scene.list("/topic/shop/messages?partition=0&offset=0&count=1")
            #expect(kafdrop.first?["message"] as? String == script)
        }
    }

    @Test(arguments: [
        "/topic/a%20b", "/topic/a%2Fb", "/topic/shop/messages?partition=x&offset=1&count=1",
        "/topic/shop/messages?partition=0&offset=-1&count=1",
        "/topic/shop/messages?partition=0&offset=0&count=0",
        "/api/kafka/topic/shop/messages?count=501", "/api/kafka/topic/shop/messages?from=there",
        "/api/kafka/topic/shop/messages?cursor=x", "/topic/shop/search?where=a", "/kafka?page=0",
    ])
    func `a parameter that is none is refused with a sentence`(target: String) async throws {
        let cluster = try MockCluster()
        cluster.createTopic("shop", partitions: 1)
        try await KafkaScene.withMock(cluster) { scene in
            let answer = try await scene.console.get(target)
            #expect(answer.status == 400, "\(target) \(answer.body)")
            #expect(try (answer.object()["error"] as? String)?.hasSuffix(".") == true)
        }
    }
}
