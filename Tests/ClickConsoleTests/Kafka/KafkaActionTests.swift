import Foundation
import KafkaClient
import Testing

@Suite(.serialized) struct KafkaActionTests {
    @Test(arguments: [
        "/topic", "/topic/shop/delete", "/topic/shop/addmessage", "/consumer/g/reset", "/consumer/g/delete",
    ])
    func `nothing is changed unless that is allowed`(target: String) async throws {
        let nowhere = KafkaClientConfiguration(bootstrapServers: "127.0.0.1:1")
        try await ConsoleScene.with(kafka: nowhere) { console in
            let answer = try await console.get(target, method: "POST", body: "name=x&to=earliest")
            #expect(answer.status == 405, "\(answer.body)")
        }
    }

    @Test func `topics, messages, offsets and groups are made, moved and deleted`() async throws {
        try await KafkaScene.withBroker(allowsActions: true) { scene in
            func post(_ target: String, _ body: String = "") async throws -> Answer {
                try await scene.console.get(target, method: "POST", body: body)
            }
            #expect(
                try await post("/topic", "name=shop&partitionsNumber=2&replicationFactor=1").status == 200)
            #expect(try await post("/topic", "name=shop&partitionsNumber=2").status == 422)
            #expect(try await post("/topic", "name=a+b").status == 400)
            for number in 0..<4 {
                let sent = try await post(
                    "/topic/shop/addmessage",
                    "topicPartition=1&key=k&value=%7B%22n%22%3A\(number)%7D&header.trace=t&headers=%7B%22a%22%3Anull%7D"
                )
                #expect(sent.status == 200, "\(sent.body)")
                #expect(try sent.object()["offset"] as? Int == number)
            }
            #expect(try await post("/topic/shop/addmessage", "partition=7&value=x").status == 404)
            let page = try await scene.list("/topic/shop/messages?partition=1&offset=3&count=1")
            #expect(page.first?["message"] as? String == "{\"n\":3}")

            let begun = try await post("/consumer/readers/reset", "topic=shop&to=latest")
            #expect(begun.status == 200, "\(begun.body)")
            let plan = try await post("/consumer/readers/reset", "to=shift&shift=-3&dryRun=true&partition=1")
                .object()
            #expect(plan["reread"] as? Int == 3 && plan["dryRun"] as? Bool == true)
            var group = try await scene.object("/api/kafka/group/readers")
            #expect(group["lag"] as? Int == 0)
            #expect(try await post("/consumer/readers/reset", "to=offset&offset=1").status == 200)
            group = try await scene.object("/api/kafka/group/readers")
            #expect(group["lag"] as? Int == 3)
            #expect((group["secondsBehind"] as? Double).map { $0 > 0 && $0 < 60 } == true)
            #expect(try await post("/consumer/readers/reset", "to=somewhere").status == 400)
            #expect(try await post("/consumer/nobody/reset", "to=earliest").status == 404)

            #expect(try await post("/consumer/readers/delete").status == 200)
            #expect(try await scene.console.get("/consumer/readers").status == 404)
            #expect(try await post("/topic/shop/delete").status == 200)
            #expect(try await scene.console.get("/topic/shop").status == 404)
        }
    }

    @Test func `a message is sent with every kind of value and header`() async throws {
        try await KafkaScene.withBroker(allowsActions: true) { scene in
            try await scene.createTopic("shop", partitions: 1)
            func post(_ body: String) async throws -> Answer {
                try await scene.console.get(
                    "/topic/shop/addmessage", method: "POST", body: body, type: "application/json")
            }
            let sent = try await post(
                #"""
                {"key": "k", "tombstone": true, "headers": [{"name": "a", "value": "1"}, {"name": "a", "hex": "00 ff"},
                    {"name": "b", "value": null}, {"name": "c", "value": ""}]}
                """#)
            #expect(sent.status == 200, "\(sent.body)")
            #expect(try await post(#"{"valueHex": "00ff", "headers": {"x": "y"}}"#).status == 200)
            let page = try await scene.object("/api/kafka/topic/shop/messages?from=oldest")
            let messages = page["messages"] as? [[String: Any]] ?? []
            #expect(messages.first?["value"] is NSNull)
            let headers = messages.first?["headers"] as? [[String: Any]] ?? []
            #expect(headers.map { $0["name"] as? String } == ["a", "a", "b", "c"])
            let values = headers.map { ($0["value"] as? [String: Any])?["text"] as? String }
            #expect(values == ["1", "00ff", nil, ""])
            let value = messages.last?["value"] as? [String: Any]
            #expect(value?["kind"] as? String == "hex" && value?["text"] as? String == "00ff")
            for wrong in [#"[1]"#, #"[{"value": "1"}]"#, #"[{"name": "a", "hex": "0"}]"#, #""x""#] {
                #expect(try await post("{\"headers\": \(wrong)}").status == 400, "\(wrong)")
            }
        }
    }

    @Test func `a group with members is left alone, and the sink's group is told apart`() async throws {
        try await KafkaScene.withBroker(allowsActions: true) { scene in
            try await scene.createTopic("shop", partitions: 1)
            let group = "clickstream-sink"
            let consumer = try KafkaConsumer(scene.kafka, group: group, logger: quietLogger)
            try consumer.subscribe(["shop"])
            let deadline = ContinuousClock.now + .seconds(20)
            while consumer.assignment.isEmpty, ContinuousClock.now < deadline {
                for event in try consumer.poll(maximumRecords: 1, timeout: .milliseconds(100)).events {
                    if case .assigned(let partitions) = event {
                        try consumer.assign(partitions.map { ($0, offset: KafkaOffset.beginning) })
                    }
                }
            }
            let target = "/consumer/\(group)/reset"
            let refused = try await scene.console.get(target, method: "POST", body: "topic=shop&to=latest")
            #expect(refused.status == 409 && refused.body.contains("1 members"), "\(refused.body)")
            #expect(try await scene.console.get("/consumer/\(group)/delete", method: "POST").status == 409)
            consumer.close()
            let plan = try await scene.console.get(
                target, method: "POST", body: "topic=shop&to=latest&dryRun=true")
            #expect(plan.status == 200 && plan.body.contains("goes on from the offsets in PostgreSQL"))
        }
    }
}
