import KafkaBroker
import KafkaProtocol
import Testing

@Suite struct Topics {
    @Test func `asking for a topic creates it, where that is allowed`() async throws {
        for isAllowed in [true, false] {
            try await TestBroker.with(configure: { $0.autoCreateTopics = isAllowed }) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let described = try await describe("new", client)
                    if isAllowed {
                        #expect(described.errorCode == .none)
                        #expect(described.partitions.count == 4)
                    } else {
                        #expect(described.errorCode == .unknownTopicOrPartition)
                    }
                }
            }
        }
    }

    @Test func `a client can ask for a topic without creating it`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                let described = try await describe("new", client, mayCreate: false)
                #expect(described.errorCode == .unknownTopicOrPartition)
            }
        }
    }

    @Test func `names that are no names are refused`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                for name in ["", ".", "..", "a/b", "a b", String(repeating: "x", count: 250)] {
                    let described = try await describe(name, client).errorCode
                    let created = try await client.createTopic(name)
                    #expect(described == .invalidTopic, "\(name)")
                    #expect(created == .invalidTopic, "\(name)")
                }
            }
        }
    }

    @Test func `creating tells what is wrong`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                #expect(try await client.createTopic("t", partitions: 3) == .none)
                #expect(try await client.createTopic("t") == .topicAlreadyExists)
                #expect(try await client.createTopic("u", partitions: 0) == .invalidPartitions)
                #expect(try await client.createTopic("u", configs: ["no.such": "1"]) == .invalidConfig)
                #expect(try await client.createTopic("u", configs: ["retention.ms": "x"]) == .invalidConfig)
                let request = CreateTopicsRequest {
                    $0.topics = [
                        CreateTopicsRequest.Topic {
                            $0.name = "u"
                            $0.replicationFactor = 3
                        }
                    ]
                }
                guard case .createTopics(let response) = try await client.call(.createTopics(request)) else {
                    throw TestClient.Closed()
                }
                #expect(response.topics[0].errorCode == .invalidReplicationFactor)
            }
        }
    }

    @Test func `all topics together have so many partitions and no more`() async throws {
        // One is the offsets topic's.
        try await TestBroker.with(configure: { $0.limits.partitions = 8 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                #expect(try await client.createTopic("a", partitions: 4) == .none)
                for validateOnly in [true, false] {
                    let request = CreateTopicsRequest {
                        $0.topics = [
                            CreateTopicsRequest.Topic {
                                $0.name = "b"
                                $0.partitionCount = 4
                            }
                        ]
                        $0.validateOnly = validateOnly
                    }
                    guard case .createTopics(let response) = try await client.call(.createTopics(request))
                    else { throw TestClient.Closed() }
                    #expect(response.topics[0].errorCode == .policyViolation)
                    #expect(response.topics[0].errorMessage?.contains("at most 8") == true)
                }
                // By default a topic has 4.
                #expect(try await describe("b", client).errorCode == .unknownTopicOrPartition)
                #expect(try await client.createTopic("c", partitions: 3) == .none)
            }
        }
    }

    @Test func `one request creates a few topics by asking for them, and the next one more`() async throws {
        try await TestBroker.with(configure: { $0.limits.createdTopicsPerRequest = 2 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                let request = MetadataRequest {
                    $0.topics = (0..<5).map { number in MetadataRequest.Topic { $0.name = "t\(number)" } }
                    $0.allowAutoTopicCreation = true
                }
                for known in [2, 4, 5] {
                    guard case .metadata(let response) = try await client.call(.metadata(request)) else {
                        throw TestClient.Closed()
                    }
                    let codes = response.topics.map(\.errorCode)
                    #expect(codes.filter { $0 == .none }.count == known)
                    #expect(codes.filter { $0 == .unknownTopicOrPartition }.count == 5 - known)
                }
            }
        }
    }

    @Test func `a topic's settings are those that it was created with`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", configs: ["retention.ms": "1234"])
                let request = DescribeConfigsRequest {
                    $0.resources = [
                        DescribeConfigsRequest.Resource {
                            $0.type = .topic
                            $0.name = "t"
                            $0.keys = nil
                        }
                    ]
                }
                guard case .describeConfigs(let response) = try await client.call(.describeConfigs(request))
                else { throw TestClient.Closed() }
                let retention = response.results[0].configs.first { $0.name == "retention.ms" }
                #expect(retention?.value == "1234")
                #expect(retention?.source == .topic)
            }
        }
    }

    @Test func `what groups committed for a topic goes with it`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                _ = try await client.createTopic("kept")
                #expect(try await client.commit(5, group: "g", topic: "t") == .none)
                #expect(try await client.commit(6, group: "g", topic: "kept") == .none)
                let request = DeleteTopicsRequest {
                    $0.topics = [DeleteTopicsRequest.Topic { $0.name = "t" }]
                }
                _ = try await client.call(.deleteTopics(request))
                _ = try await client.createTopic("t")
                // A later commit is answered after the removal, which was queued before it.
                #expect(try await client.commit(7, group: "g", topic: "kept") == .none)
                #expect(try await client.committed(group: "g", topic: "t").committedOffset == -1)
                #expect(try await client.committed(group: "g", topic: "kept").committedOffset == 7)
            }
        }
    }

    private func describe(
        _ name: String, _ client: TestClient, mayCreate: Bool = true
    ) async throws -> MetadataResponse.Topic {
        let request = MetadataRequest {
            $0.topics = [MetadataRequest.Topic { $0.name = name }]
            $0.allowAutoTopicCreation = mayCreate
        }
        guard case .metadata(let response) = try await client.call(.metadata(request)) else {
            throw TestClient.Closed()
        }
        #expect(response.brokers.count == 1)
        return response.topics[0]
    }
}
