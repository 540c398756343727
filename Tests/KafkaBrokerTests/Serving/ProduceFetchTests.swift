import KafkaBroker
import KafkaProtocol
import NIOCore
import Testing

@Suite struct `Produce and fetch` {
    @Test(arguments: [-1, 1] as [Int16])
    func `what was produced is fetched, with offsets`(_ acks: Int16) async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                #expect(try await client.createTopic("t") == .none)
                let first = try await client.produce(["a", "b"], to: "t", acks: acks)
                #expect(first.errorCode == .none)
                #expect(first.baseOffset == 0)
                let second = try await client.produce(["c"], to: "t", acks: acks)
                #expect(second.baseOffset == 2)
                let fetched = try await client.fetch("t", from: 0, wait: 5_000) { $0.minimumBytes = 140 }
                let values = try fetched.values()
                #expect(values.map(\.value) == ["a", "b", "c"])
                #expect(values.map(\.offset) == [0, 1, 2])
                #expect(fetched.highWatermark == 3)
            }
        }
    }

    @Test func `acks 0 has no answer, and the records are kept`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                try await client.send(.produce(produceRequest(batch(["a"]), to: "t", acks: 0)), version: 9)
                // The next answer on the connection is that of the fetch.
                let fetched = try await client.fetch("t", from: 0, wait: 5_000)
                #expect(try fetched.values().map(\.value) == ["a"])
            }
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var sent: [Int32] = []
                for index in 0..<50 {
                    let request = produceRequest(batch(["\(index)"]), to: "t", acks: index % 3 == 0 ? 1 : -1)
                    sent.append(try await client.send(.produce(request), version: 9))
                }
                sent.append(try await client.send(.fetch(fetchRequest("t", from: 0, wait: 0)), version: 12))
                for index in 0..<50 {
                    let (correlationID, response) = try await client.receive(.produce, version: 9)
                    #expect(correlationID == sent[index])
                    guard case .produce(let produced) = response else { continue }
                    #expect(produced.topics[0].partitions[0].baseOffset == Int64(index))
                }
                let (correlationID, _) = try await client.receive(.fetch, version: 12)
                #expect(correlationID == sent[50])
            }
        }
    }

    @Test func `a fetch at the end waits, and is woken by a produce`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                async let waiting = TestClient.with(port: broker.port) { other in
                    try await other.fetch("t", from: 0, wait: 60_000).values().map(\.value)
                }
                // The waiter gets the records whether it came before or after them.
                _ = try await client.produce(["x"], to: "t")
                #expect(try await waiting == ["x"])
            }
        }
    }

    @Test func `a fetch with nothing to read ends after its time`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let clock = ContinuousClock()
                let start = clock.now
                let fetched = try await client.fetch("t", from: 0, wait: 150)
                #expect(clock.now - start >= .milliseconds(150))
                #expect(fetched.errorCode == .none)
                #expect(fetched.records == .bytes(ByteBuffer()))
            }
        }
    }

    @Test func `a fetch that waits is answered when its topic is deleted`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                try await TestClient.with(port: broker.port) { other in
                    try await other.send(.fetch(fetchRequest("t", from: 0, wait: 60_000)), version: 12)
                    let request = DeleteTopicsRequest {
                        $0.topics = [DeleteTopicsRequest.Topic { $0.name = "t" }]
                    }
                    _ = try await client.call(.deleteTopics(request))
                    let (_, response) = try await other.receive(.fetch, version: 12)
                    guard case .fetch(let fetched) = response else { throw TestClient.Closed() }
                    #expect(fetched.topics[0].partitions[0].errorCode == .unknownTopicOrPartition)
                }
            }
        }
    }

    @Test func `a damaged batch is refused, and nothing of it is kept`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var damaged = batch(["a"])
                damaged[damaged.count - 1] ^= 1
                let request = produceRequest(damaged, to: "t")
                guard case .produce(let response) = try await client.call(.produce(request)) else {
                    throw TestClient.Closed()
                }
                #expect(response.topics[0].partitions[0].errorCode == .corruptMessage)
                #expect(try await client.listOffset("t", at: -1).offset == 0)
            }
        }
    }

    @Test func `old message formats are refused by their name`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var old = batch(["a"])
                old[16] = 1
                let request = produceRequest(old, to: "t")
                guard case .produce(let response) = try await client.call(.produce(request)) else {
                    throw TestClient.Closed()
                }
                #expect(response.topics[0].partitions[0].errorCode == .unsupportedForMessageFormat)
                #expect(response.topics[0].partitions[0].errorMessage?.isEmpty == false)
            }
        }
    }

    @Test(arguments: [0, 1, 2] as [Int16])
    func `produce requests from before record batches are refused by their version`(
        _ version: Int16
    ) async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let request = Request.produce(produceRequest(batch(["a"]), to: "t"))
                guard case .produce(let response) = try await client.call(request, version: version) else {
                    throw TestClient.Closed()
                }
                #expect(response.topics[0].partitions[0].errorCode == .unsupportedVersion)
                #expect(try await client.listOffset("t", at: -1).offset == 0)
            }
        }
    }

    @Test func `two batches for one partition in one request are refused`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let request = produceRequest(batch(["a"]) + batch(["b"]), to: "t")
                guard case .produce(let response) = try await client.call(.produce(request)) else {
                    throw TestClient.Closed()
                }
                #expect(response.topics[0].partitions[0].errorCode == .invalidRecord)
            }
        }
    }

    @Test func `unknown topics, wrong acks and offsets out of range are told`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await client.produce(["a"], to: "none").errorCode == .unknownTopicOrPartition)
                #expect(try await client.produce(["a"], to: "t", acks: 2).errorCode == .invalidRequiredAcks)
                #expect(try await client.produce(["a"], to: "__consumer_offsets").errorCode == .invalidTopic)
                #expect(try await client.fetch("t", from: 5).errorCode == .offsetOutOfRange)
                #expect(try await client.fetch("none", from: 0).errorCode == .unknownTopicOrPartition)
            }
        }
    }

    @Test func `a fetch keeps to its limits, but always makes progress`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let large = String(repeating: "x", count: 10_000)
                for _ in 0..<5 { _ = try await client.produce([large], to: "t") }
                let one = try await client.fetch("t", from: 0) { $0.maximumBytes = 10 }
                #expect(try one.values().count == 1)
                let two = try await client.fetch("t", from: 1) {
                    $0.topics[0].partitions[0].maximumBytes = 25_000
                }
                #expect(try two.values().map(\.offset) == [1, 2])
                let rest = try await client.fetch("t", from: 3)
                #expect(try rest.values().map(\.offset) == [3, 4])
            }
        }
    }

    @Test func `topics are fetched by id from version 13 on`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                _ = try await client.produce(["a"], to: "t")
                let metadata = MetadataRequest {
                    $0.topics = [MetadataRequest.Topic { $0.name = "t" }]
                }
                guard case .metadata(let described) = try await client.call(.metadata(metadata)) else {
                    throw TestClient.Closed()
                }
                var request = fetchRequest("", from: 0, wait: 0)
                request.topics[0].topicID = described.topics[0].topicID
                request.topics.append(
                    FetchRequest.Topic {
                        $0.topicID = KafkaUUID(high: 1, low: 2)
                        $0.partitions = [FetchRequest.Partition()]
                    })
                guard case .fetch(let response) = try await client.call(.fetch(request), version: 16) else {
                    throw TestClient.Closed()
                }
                #expect(try response.topics[0].partitions[0].values().map(\.value) == ["a"])
                #expect(response.topics[1].partitions[0].errorCode == .unknownTopicID)
            }
        }
    }

    @Test func `offsets are found by time, and at both ends`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                _ = try await client.produce(["a", "b", "c"], to: "t")
                let start: Int64 = 1_700_000_000_000
                #expect(try await client.listOffset("t", at: -2).offset == 0)
                #expect(try await client.listOffset("t", at: -1).offset == 3)
                #expect(try await client.listOffset("t", at: -3).offset == 2)
                #expect(try await client.listOffset("t", at: start + 1).offset == 1)
                #expect(try await client.listOffset("t", at: start + 3).offset == -1)
                #expect(try await client.listOffset("none", at: -1).errorCode == .unknownTopicOrPartition)
            }
        }
    }

    @Test func `producer ids are never the same`() async throws {
        try await withTemporaryDirectory { directory in
            var seen: Set<Int64> = []
            for _ in 0..<3 {
                try await TestBroker.with(in: directory) { broker in
                    try await TestClient.with(port: broker.port) { client in
                        for _ in 0..<3 {
                            let answer = try await client.call(.initProducerId(InitProducerIdRequest()))
                            guard case .initProducerId(let response) = answer else {
                                throw TestClient.Closed()
                            }
                            #expect(response.errorCode == .none)
                            #expect(seen.insert(response.producerID).inserted)
                        }
                    }
                }
            }
        }
    }
}
