import KafkaBroker
import KafkaProtocol
import NIOCore
import Testing

/// What the broker tells of itself and of its logs.
@Suite struct Descriptions {
    @Test func `the cluster is one broker at the client's address`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                func describe(_ endpoint: Int8) async throws -> DescribeClusterResponse {
                    let request = DescribeClusterRequest { $0.endpointType = endpoint }
                    guard
                        case .describeCluster(let response) = try await client.call(.describeCluster(request))
                    else { throw TestClient.Closed() }
                    return response
                }
                let cluster = try await describe(1)
                #expect(cluster.errorCode == .none)
                #expect(cluster.clusterID.utf8.count == 22)
                #expect(cluster.brokers.map(\.host) == ["127.0.0.1"])
                #expect(cluster.brokers.map(\.port) == [Int32(broker.port)])
                #expect(cluster.controllerID == cluster.brokers[0].nodeID)
                #expect(try await describe(2).errorCode == .mismatchedEndpointType)
                #expect(try await describe(3).errorCode == .unsupportedEndpointType)
            }
        }
    }

    @Test func `the log directory has the size of each partition in bytes`() async throws {
        try await withTemporaryDirectory { directory in
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    func describe(_ topics: [String: [Int32]]?) async throws -> DescribeLogDirsResponse {
                        let request = DescribeLogDirsRequest {
                            $0.topics = topics.map { topics in
                                topics.map { name, partitions in
                                    DescribeLogDirsRequest.Topic {
                                        $0.name = name
                                        $0.partitions = partitions
                                    }
                                }
                            }
                        }
                        let answer = try await client.call(.describeLogDirs(request))
                        guard case .describeLogDirs(let response) = answer else { throw TestClient.Closed() }
                        return response
                    }
                    _ = try await client.createTopic("t", partitions: 2)
                    _ = try await client.produce(["a"], to: "t", partition: 1)
                    let all = try await describe(nil).directories
                    #expect(all.count == 1)
                    #expect(all[0].path.hasSuffix(directory))
                    #expect(all[0].usableBytes > 0 && all[0].usableBytes <= all[0].totalBytes)
                    #expect(all[0].topics.map(\.name) == ["__consumer_offsets", "t"])
                    #expect(all[0].topics[1].partitions.map(\.size) == [0, Int64(batch(["a"]).count)])
                    let some = try await describe(["t": [1, 9], "none": [0]]).directories[0]
                    #expect(some.topics.map(\.name) == ["t"])
                    #expect(some.topics[0].partitions.map(\.index) == [1])
                }
            }
        }
    }

    @Test func `the one epoch ends where the log ends, and others are not known`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                func end(_ epoch: Int32, current: Int32 = -1, partition: Int32 = 0) async throws
                    -> OffsetForLeaderEpochResponse.Partition
                {
                    let request = OffsetForLeaderEpochRequest {
                        $0.topics = [
                            OffsetForLeaderEpochRequest.Topic {
                                $0.name = "t"
                                $0.partitions = [
                                    OffsetForLeaderEpochRequest.Partition {
                                        $0.index = partition
                                        $0.currentLeaderEpoch = current
                                        $0.leaderEpoch = epoch
                                    }
                                ]
                            }
                        ]
                    }
                    let answer = try await client.call(.offsetForLeaderEpoch(request))
                    guard case .offsetForLeaderEpoch(let response) = answer else { throw TestClient.Closed() }
                    return response.topics[0].partitions[0]
                }
                _ = try await client.createTopic("t")
                _ = try await client.produce(["a", "b"], to: "t")
                let known = try await end(0, current: 0)
                #expect(known.errorCode == .none && known.leaderEpoch == 0 && known.endOffset == 2)
                let unknown = try await end(1)
                #expect(unknown.errorCode == .none && unknown.leaderEpoch == -1 && unknown.endOffset == -1)
                #expect(try await end(0, current: 1).errorCode == .unknownLeaderEpoch)
                #expect(try await end(0, partition: 5).errorCode == .unknownTopicOrPartition)
            }
        }
    }

    @Test func `offsets are found at the ends, at the newest record, and by time`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await client.listOffset("t", at: -3).offset == -1)
                #expect(try await client.listOffset("t", at: -1).offset == 0)
                // Out of order: the newest record is not the last.
                for time: Int64 in [10, 40, 30] {
                    let request = produceRequest(batch(["x", "y"], timestamp: time), to: "t")
                    _ = try await client.call(.produce(request))
                }
                #expect(try await client.listOffset("t", at: -3).offset == 3)
                #expect(try await client.listOffset("t", at: -3).timestamp == 41)
                #expect(try await client.listOffset("t", at: -2).offset == 0)
                #expect(try await client.listOffset("t", at: -1).offset == 6)
                #expect(try await client.listOffset("t", at: 11).offset == 1)
                #expect(try await client.listOffset("t", at: 12).offset == 2)
                #expect(try await client.listOffset("t", at: 42).offset == -1)
            }
        }
    }

    @Test func `a topic is told of by its id, and an id that nobody has is not known`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                func describe(_ topic: MetadataRequest.Topic) async throws -> MetadataResponse.Topic {
                    let request = MetadataRequest { $0.topics = [topic] }
                    guard case .metadata(let response) = try await client.call(.metadata(request)) else {
                        throw TestClient.Closed()
                    }
                    return response.topics[0]
                }
                _ = try await client.createTopic("t", partitions: 3)
                let byName = try await describe(MetadataRequest.Topic { $0.name = "t" })
                let byID = try await describe(MetadataRequest.Topic { $0.topicID = byName.topicID })
                #expect(byID == byName)
                #expect(byID.partitions.count == 3)
                let unknown = KafkaUUID(high: 1, low: 2)
                let none = try await describe(MetadataRequest.Topic { $0.topicID = unknown })
                #expect(none.errorCode == .unknownTopicID && none.topicID == unknown)
            }
        }
    }
}
