import Foundation
import KafkaClient
import TestKafka
import Testing

/// The addresses and answers that scripts for Kafdrop rely on.
@Suite(.serialized) struct KafdropContractTests {
    private static let topic: Set<String> = [
        "name:string", "partitions:array", "config:object", "underReplicatedPartitions:array",
        "totalSize:number",
        "availableSize:number", "preferredReplicaPercent:number",
    ]
    private static let partition: Set<String> = [
        "id:number", "replicas:array", "leader:object", "preferredLeader:object", "leaderPreferred:bool",
        "inSyncReplicas:array", "offlineReplicas:array", "underReplicated:bool", "size:number",
        "firstOffset:number",
    ]
    private static let message: Set<String> = [
        "partition:number", "offset:number", "message:string", "key:string", "headers:object",
        "headersFormatted:string", "timestamp:string",
    ]

    private static func checkReading(_ scene: KafkaScene, brokers: Int) async throws {
        // A topic that was made just now is looked up anew; lists may be a second old.
        #expect(try await scene.console.get("/topic/shop").status == 200)
        let cluster = try await scene.object("/")
        #expect(shape(cluster) == ["summary:object", "brokers:array", "topics:array"])
        #expect(
            shape(cluster["summary"] as? [String: Any]) == [
                "topicCount:number", "partitionCount:number", "underReplicatedCount:number",
                "preferredReplicaPercent:number", "brokerLeaderPartitionCount:object",
                "brokerPreferredLeaderPartitionCount:object", "expectedBrokerIds:array",
            ])
        let list = try await scene.list("/broker")
        #expect(list.count == brokers)
        #expect(
            shape(list.first) == ["id:number", "host:string", "port:number", "rack:null", "controller:bool"])
        #expect(try await scene.object("/broker/1")["id"] as? Int == 1)
        #expect(try await scene.console.get("/broker/77").status == 404)
        let topics = try await scene.list("/topic")
        #expect(shape(topics.first { $0["name"] as? String == "shop" }) == topic)

        let one = try await scene.object("/topic/shop")
        #expect(shape(one) == topic)
        let parts = one["partitions"] as? [[String: Any]] ?? []
        #expect(parts.count == 2 && parts.allSatisfy { shape($0) == partition })
        #expect(parts.map { $0["size"] as? Int } == [5, 5])
        #expect(one["totalSize"] as? Int == 10 && one["availableSize"] as? Int == 10)
        #expect((parts.first?["replicas"] as? [[String: Any]])?.first.map { shape($0) } == ["id:number"])
        let missing = try await scene.console.get("/topic/missing")
        #expect(missing.status == 404 && missing.body.contains("\"error\""))

        let ranges = try await scene.list("/topic/shop/messages")
        #expect(
            ranges.allSatisfy {
                shape($0) == ["partition:number", "firstOffset:number", "lastOffset:number"]
            })
        #expect(ranges.map { $0["lastOffset"] as? Int } == [5, 5])
        let page = try await scene.list("/topic/shop/messages?partition=1&offset=2&count=2&format=DEFAULT")
        #expect(page.map { $0["offset"] as? Int } == [2, 3] && page.allSatisfy { shape($0) == message })
        #expect(page.first?["key"] as? String == "key-5" && page.first?["message"] as? String == "{\"n\":5}")
        #expect(page.first?["headers"] as? [String: String] == ["trace": "t-5"])
        let stamp = page.first?["timestamp"] as? String ?? ""
        #expect(stamp.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(stamp)")
        #expect(try await scene.list("/topic/shop/messages?partition=1&offset=99&count=2").isEmpty)
        let all = try await scene.list("/topic/shop/allmessages?count=2")
        #expect(all.count == 4 && all.allSatisfy { shape($0) == message })

        let search = try await scene.console.get(
            "/topic/shop/search-messages", method: "POST",
            body: #"{"searchText":"\"N\":","maximumCount":100,"partition":-1,"keys":["key-3","key-4"]}"#,
            type: "application/json")
        #expect(search.status == 200, "\(search.body)")
        let found = try search.object()
        #expect(shape(found) == ["messages:array", "completionDetails:string"])
        #expect((found["messages"] as? [[String: Any]])?.map { $0["key"] as? String } == ["key-3", "key-4"])
        #expect((found["completionDetails"] as? String)?.hasSuffix("Scanned 10 messages.") == true)
        #expect(try await scene.console.get("/health_check").status == 200)
        #expect(try await scene.json("/acl") as? [Any] != nil)
    }

    @Test func `everything that is read has Kafdrop's shape`() async throws {
        try await KafkaScene.withBroker { scene in
            try await scene.createTopic("shop", partitions: 2)
            try await scene.fill("shop", partitions: 2, records: 10) { "{\"n\":\($0)}" }
            try await Self.checkReading(scene, brokers: 1)
            let admin = try KafkaAdmin(scene.kafka, logger: quietLogger)
            let place = KafkaTopicPartition(topic: "shop", partition: 1)
            try await admin.alterOffsets(group: "readers", [(place, offset: 2)])
            let consumer = try await scene.object("/consumer/readers")
            #expect(shape(consumer) == ["groupId:string", "topics:array"])
            let topic = (consumer["topics"] as? [[String: Any]])?.first
            #expect(shape(topic) == ["topic:string", "lag:number", "partitions:array"])
            #expect(topic?["lag"] as? Int == 3)
            #expect(
                shape((topic?["partitions"] as? [[String: Any]])?.first) == [
                    "topic:string", "partitionId:number", "offset:number", "size:number",
                    "firstOffset:number",
                    "lag:number",
                ])
            #expect(
                try await scene.list("/topic/shop/consumers").map { $0["groupId"] as? String } == ["readers"])
            #expect(try await scene.console.get("/consumer/nobody").status == 404)
        }
    }

    @Test func `a cluster without our extensions is read the same way`() async throws {
        let cluster = try MockCluster(brokers: 3)
        cluster.createTopic("shop", partitions: 2)
        try await KafkaScene.withMock(cluster) { scene in
            try await scene.fill("shop", partitions: 2, records: 10) { "{\"n\":\($0)}" }
            try await Self.checkReading(scene, brokers: 3)
        }
    }

    @Test func `formats are read as Kafdrop's, and what is not read is refused`() async throws {
        try await KafkaScene.withBroker { scene in
            try await scene.createTopic("shop", partitions: 1)
            let producer = try KafkaProducer(scene.kafka, logger: quietLogger)
            let place = try producer.topic("shop")
            for (key, value) in [
                ([0, 0, 1, 0], [255, 255, 255, 254]), ([0x31, 0x32, 0x33, 0x34], [1, 2, 3]),
            ] as [([UInt8], [UInt8])] {
                _ = try await producer.send(topic: place, key: key, value: value)
            }
            producer.close()
            let page = "/topic/shop/messages?partition=0&offset=0&count=2"
            let plain = try await scene.list(page + "&format=default&keyFormat=")
            #expect(plain.map { $0["message"] as? String } == ["fffffffe", "010203"])
            let read = try await scene.list(page + "&format=INT&keyFormat=INT")
            #expect(read.map { $0["message"] as? String } == ["-2", "010203"])
            #expect(read.map { $0["key"] as? String } == ["256", "825373492"])
            for (query, word) in [
                ("format=AVRO", "schema"), ("keyFormat=AVRO", "keyFormat"),
                ("format=PROTOBUF", "descriptors"),
                ("format=MSGPACK", "MSGPACK"), ("format=XML", "no format of that name"),
            ] {
                for target in [page + "&" + query, "/topic/shop/allmessages?" + query] {
                    let answer = try await scene.console.get(target)
                    #expect(answer.status == 400 && answer.body.contains(word), "\(answer.body)")
                }
                let pair = query.split(separator: "=")
                let search = try await scene.console.get(
                    "/topic/shop/search-messages", method: "POST", body: "{\"\(pair[0])\":\"\(pair[1])\"}",
                    type: "application/json")
                #expect(search.status == 400 && search.body.contains(word), "\(search.body)")
            }
            let found = try await scene.console.get(
                "/topic/shop/search-messages", method: "POST", body: "{\"format\":\"INT\"}",
                type: "application/json")
            #expect(found.body.contains("\"message\":\"-2\""), "\(found.body)")
        }
    }

    @Test func `a browser gets the shell at Kafka's addresses, and a script the data`() async throws {
        try await KafkaScene.withBroker { scene in
            for target in ["/kafka", "/topic/any", "/topic/any/messages", "/consumer", "/consumer/any"] {
                let page = try await scene.console.get(target, accept: "text/html,*/*;q=0.8")
                #expect(page.headers["content-type"] == "text/html; charset=utf-8", "\(target)")
            }
            #expect(try await scene.object("/kafka")["topics"] != nil)
            #expect(try await scene.object("/consumer")["groups"] != nil)
        }
    }
}
