import KafkaBroker
import KafkaLog
import KafkaProtocol
import Testing

@Suite struct `Settings of topics` {
    @Test func `are set and given up one by one, tell where they come from, and survive a restart`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            try await TestBroker.with(in: directory, configure: { $0.log.retentionBytes = 77 }) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t", configs: ["segment.bytes": "1000"])
                    let before = try await client.configs("t")
                    #expect(before["retention.ms"]?.source == .builtInDefault)
                    #expect(before["retention.bytes"]?.source == .staticBroker)
                    #expect(before["retention.bytes"]?.value == "77")
                    #expect(before["segment.bytes"]?.source == .topic)
                    let code = try await client.alter(
                        "t", [("retention.ms", .set, "5000"), ("segment.bytes", .delete, nil)])
                    #expect(code == .none)
                    #expect(
                        try await client.alter("t", [("retention.ms", .set, "6000")], validateOnly: true)
                            == .none)
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let after = try await client.configs("t")
                    #expect(after["retention.ms"]?.value == "5000")
                    #expect(after["retention.ms"]?.source == .topic)
                    let synonyms = after["retention.ms"]?.synonyms ?? []
                    #expect(synonyms.map(\.source) == [.topic, .builtInDefault])
                    #expect(synonyms.map(\.value) == ["5000", "604800000"])
                    #expect(synonyms.map(\.name) == ["retention.ms", "log.retention.ms"])
                    #expect(after["segment.bytes"]?.source == .builtInDefault)
                    #expect(after["segment.bytes"]?.value == "134217728")
                }
            }
        }
    }

    @Test func `are replaced as a whole`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", configs: ["segment.bytes": "1000"])
                #expect(try await client.replaceConfigs("t", [("max.message.bytes", "2000")]) == .none)
                let after = try await client.configs("t")
                #expect(after.values.filter { $0.source == .topic }.map(\.name) == ["max.message.bytes"])
                #expect(try await client.replaceConfigs("t", [("retention.ms", nil)]) == .invalidRequest)
                #expect(try await client.replaceConfigs("t", [("no.such", "1")]) == .invalidConfig)
                #expect(try await client.replaceConfigs("none", []) == .unknownTopicOrPartition)
                #expect(try await client.configs("t")["max.message.bytes"]?.value == "2000")
            }
        }
    }

    @Test func `of a list are added and taken away`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await client.alter("t", [("cleanup.policy", .append, "compact")]) == .none)
                #expect(try await client.configs("t")["cleanup.policy"]?.value == "compact,delete")
                #expect(try await client.alter("t", [("cleanup.policy", .subtract, "delete")]) == .none)
                #expect(try await client.configs("t")["cleanup.policy"]?.value == "compact")
                // Nothing is no policy.
                let none = try await client.alter("t", [("cleanup.policy", .subtract, "compact")])
                #expect(none == .invalidConfig)
                #expect(try await client.alter("t", [("retention.ms", .append, "1")]) == .invalidConfig)
            }
        }
    }

    @Test func `are refused with what is wrong, and then none of a request is taken`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let cases: [([(String, ConfigOperation, String?)], ErrorCode)] = [
                    ([("retention.ms", .set, "1"), ("no.such", .set, "1")], .invalidConfig),
                    ([("retention.ms", .set, "1"), ("segment.bytes", .set, "few")], .invalidConfig),
                    ([("retention.ms", .set, "1"), ("segment.ms", .set, nil)], .invalidRequest),
                    ([("retention.ms", .set, "1"), ("retention.ms", .delete, nil)], .invalidRequest),
                    ([("retention.ms", .init(rawValue: 9), "1")], .invalidRequest),
                ]
                for (configs, expected) in cases {
                    #expect(try await client.alter("t", configs) == expected)
                }
                #expect(try await client.alter("none", []) == .unknownTopicOrPartition)
                #expect(try await client.alter("1", [], type: .broker) == .invalidRequest)
                #expect(try await client.alter("g", [], type: .init(rawValue: 32)) == .invalidRequest)
                let own = try await client.alter("__consumer_offsets", [("cleanup.policy", .set, "delete")])
                #expect(own == .invalidTopic)
                #expect(try await client.configs("t").values.allSatisfy { $0.source == .builtInDefault })
            }
        }
    }

    @Test func `take effect on the next records`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await client.alter("t", [("max.message.bytes", .set, "100")]) == .none)
                let large = String(repeating: "x", count: 200)
                #expect(try await client.produce([large], to: "t").errorCode == .messageTooLarge)
                let changes: [(String, ConfigOperation, String?)] = [
                    ("max.message.bytes", .delete, nil), ("message.timestamp.type", .set, "LogAppendTime"),
                ]
                #expect(try await client.alter("t", changes) == .none)
                let taken = try await client.produce([large], to: "t")
                #expect(taken.errorCode == .none)
                #expect(taken.logAppendTime > 1_700_000_000_000)
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `about retention take effect on the records that are there`() async throws {
        try await TestBroker.with(configure: { $0.housekeepingInterval = .milliseconds(20) }) { broker in
            try await TestClient.with(port: broker.port) { client in
                // Written in 2023, and kept since nothing says otherwise.
                for topic in ["t", "kept"] {
                    _ = try await client.createTopic(topic, configs: ["retention.ms": "-1"])
                    _ = try await client.produce(["a", "b"], to: topic)
                }
                #expect(try await client.alter("t", [("retention.ms", .set, "1000")]) == .none)
                while try await client.listOffset("t", at: -2).offset != 2 { await Task.yield() }
                #expect(try await client.listOffset("kept", at: -2).offset == 0)
            }
        }
    }
}
