import KafkaBroker
import KafkaProtocol
import Testing

@Suite struct `Changes of topics` {
    @Test func `a topic gets more partitions, which are used at once and there after a restart`() async throws
    {
        try await withTemporaryDirectory { directory in
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t", partitions: 2)
                    #expect(try await client.createPartitions("t", 4, validateOnly: true) == .none)
                    #expect(try await client.produce(["a"], to: "t", partition: 3).errorCode != .none)
                    #expect(try await client.createPartitions("t", 4, assignments: [[1], [1]]) == .none)
                    #expect(try await client.produce(["a"], to: "t", partition: 3).errorCode == .none)
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let second = try await client.produce(["b"], to: "t", partition: 3)
                    #expect(second.baseOffset == 1)
                    #expect(try await client.createPartitions("t", 4) == .invalidPartitions)
                }
            }
        }
    }

    @Test func `more partitions are refused with what is wrong`() async throws {
        try await TestBroker.with(configure: {
            $0.limits.partitions = 8
            $0.limits.partitionsPerTopic = 20
        }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", partitions: 2)
                #expect(try await client.createPartitions("none", 4) == .unknownTopicOrPartition)
                #expect(try await client.createPartitions("t", 2) == .invalidPartitions)
                #expect(try await client.createPartitions("t", 1) == .invalidPartitions)
                #expect(try await client.createPartitions("t", 21) == .invalidPartitions)
                for assignments: [[Int32]] in [[[1]], [[1], [2]], [[1], []], []] {
                    let code = try await client.createPartitions("t", 4, assignments: assignments)
                    #expect(code == .invalidReplicaAssignment)
                }
                for validateOnly in [true, false] {
                    let code = try await client.createPartitions("t", 9, validateOnly: validateOnly)
                    #expect(code == .policyViolation)
                }
                #expect(try await client.createPartitions("__consumer_offsets", 2) == .invalidTopic)
                let twice = CreatePartitionsRequest {
                    let topic = CreatePartitionsRequest.Topic {
                        $0.name = "t"
                        $0.count = 3
                    }
                    $0.topics = [topic, topic]
                }
                guard case .createPartitions(let response) = try await client.call(.createPartitions(twice))
                else { throw TestClient.Closed() }
                #expect(response.results.map(\.errorCode) == [.invalidRequest, .invalidRequest])
            }
        }
    }

    @Test func `records are deleted up to an offset, or all, and stay deleted after a restart`() async throws
    {
        try await withTemporaryDirectory { directory in
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t", partitions: 2)
                    for partition: Int32 in [0, 1] {
                        _ = try await client.produce(["a", "b", "c"], to: "t", partition: partition)
                    }
                    #expect(try await client.deleteRecords("t", before: 2).lowWatermark == 2)
                    #expect(try await client.fetch("t", from: 1).errorCode == .offsetOutOfRange)
                    #expect(try await client.listOffset("t", at: -2).offset == 2)
                    // It never goes back.
                    #expect(try await client.deleteRecords("t", before: 1).lowWatermark == 2)
                    let all = try await client.deleteRecords("t", before: -1, partition: 1)
                    #expect(all.lowWatermark == 3)
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    #expect(try await client.listOffset("t", at: -2).offset == 2)
                    #expect(try await client.listOffset("t", at: -1).offset == 3)
                    #expect(try await client.produce(["d"], to: "t", partition: 1).baseOffset == 3)
                    let kept = try await client.fetch("t", from: 2).values().filter { $0.offset >= 2 }
                    #expect(kept.map(\.value) == ["c"])
                }
            }
        }
    }

    @Test func `records are not deleted where that cannot be`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                _ = try await client.produce(["a"], to: "t")
                for offset: Int64 in [2, -2, .max, .min] {
                    let answer = try await client.deleteRecords("t", before: offset)
                    #expect(answer.errorCode == .offsetOutOfRange)
                    #expect(answer.lowWatermark == -1)
                }
                let missing = try await client.deleteRecords("t", before: 0, partition: 1)
                #expect(missing.errorCode == .unknownTopicOrPartition)
                let own = try await client.deleteRecords("__consumer_offsets", before: 0)
                #expect(own.errorCode == .invalidTopic)
                _ = try await client.createTopic("c", configs: ["cleanup.policy": "compact"])
                #expect(try await client.deleteRecords("c", before: 0).errorCode == .policyViolation)
                #expect(try await client.fetch("t", from: 0).values().map(\.value) == ["a"])
            }
        }
    }
}
