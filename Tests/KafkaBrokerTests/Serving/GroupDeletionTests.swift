import KafkaBroker
import KafkaProtocol
import NIOCore
import Testing

@Suite struct `Deletion of groups and positions` {
    /// Joins as a consumer that reads topic "t", and gets through the rebalance.
    private func join(
        _ client: TestClient, _ group: String, instance: String? = nil, type: String = "consumer"
    ) async throws -> JoinGroupResponse {
        let request = JoinGroupRequest {
            $0.groupID = group
            $0.groupInstanceID = instance
            $0.sessionTimeoutMilliseconds = 60_000
            $0.rebalanceTimeoutMilliseconds = 6_000
            $0.protocolType = type
            $0.protocols = [
                JoinGroupRequest.GroupProtocol {
                    $0.name = "range"
                    // Version 0, one topic, "t", no data of its own.
                    $0.metadata = ByteBuffer(bytes: [0, 0, 0, 0, 0, 1, 0, 1, 0x74, 0xFF, 0xFF, 0xFF, 0xFF])
                }
            ]
        }
        let version: Int16 = instance == nil ? 3 : 5
        guard case .joinGroup(let joined) = try await client.call(.joinGroup(request), version: version)
        else { throw TestClient.Closed() }
        let sync = SyncGroupRequest {
            $0.groupID = group
            $0.memberID = joined.memberID
            $0.groupInstanceID = instance
            $0.generationID = joined.generationID
        }
        _ = try await client.call(.syncGroup(sync), version: 3)
        return joined
    }

    private func leave(_ client: TestClient, _ group: String, _ members: [(String, String?)]) async throws
        -> LeaveGroupResponse
    {
        let request = LeaveGroupRequest {
            $0.groupID = group
            $0.members = members.map { id, instance in
                LeaveGroupRequest.Member {
                    $0.memberID = id
                    $0.groupInstanceID = instance
                }
            }
        }
        guard case .leaveGroup(let response) = try await client.call(.leaveGroup(request)) else {
            throw TestClient.Closed()
        }
        return response
    }

    private func groups(_ client: TestClient, states: [String] = []) async throws -> [String] {
        let request = ListGroupsRequest { $0.statesFilter = states }
        guard case .listGroups(let listed) = try await client.call(.listGroups(request)) else {
            throw TestClient.Closed()
        }
        return listed.groups.map(\.groupID)
    }

    @Test func `a group goes with all its positions, for good, and the others stay`() async throws {
        try await withTemporaryDirectory { directory in
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t", partitions: 2)
                    for group in ["a", "b"] { _ = try await client.commit(5, group: group, topic: "t") }
                    let codes = try await client.deleteGroups(["a", "none", ""])
                    #expect(codes == [.none, .groupIDNotFound, .invalidGroupID])
                    #expect(try await groups(client) == ["b"])
                    #expect(try await client.committed(group: "a", topic: "t").committedOffset == -1)
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    #expect(try await groups(client) == ["b"])
                    let kept = try await client.committed(group: "b", topic: "t")
                    #expect(kept.committedOffset == 5)
                }
            }
        }
    }

    @Test func `a group with members stays, and goes when they have left`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let joined = try await join(client, "g")
                #expect(try await client.deleteGroups(["g"]) == [.nonEmptyGroup])
                #expect(try await groups(client, states: ["Stable"]) == ["g"])
                #expect(try await groups(client, states: ["Empty", "Dead"]) == [])
                let commit = try await client.commit(
                    1, group: "g", topic: "t", member: joined.memberID, generation: joined.generationID)
                #expect(commit == .none)
                let left = try await leave(client, "g", [(joined.memberID, nil)])
                #expect(left.members.map(\.errorCode) == [.none])
                #expect(try await groups(client, states: ["empty"]) == ["g"])
                #expect(try await client.deleteGroups(["g"]) == [.none])
                #expect(try await groups(client) == [])
            }
        }
    }

    @Test func `static members leave by their names, several at once, each with its own answer`() async throws
    {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let joined = try await join(client, "g", instance: "one")
                let answers = try await leave(
                    client, "g", [("", "two"), ("someone-else", "one"), ("", "one"), (joined.memberID, nil)])
                let codes = answers.members.map(\.errorCode)
                #expect(codes == [.unknownMemberID, .fencedInstanceID, .none, .unknownMemberID])
                #expect(answers.errorCode == .none)
                #expect(answers.members.map(\.groupInstanceID) == ["two", "one", "one", nil])
            }
        }
    }

    @Test func `single positions are forgotten, but not those of topics that are read`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                for topic in ["t", "u"] { _ = try await client.createTopic(topic) }
                for topic in ["t", "u"] { _ = try await client.commit(5, group: "g", topic: topic) }
                let joined = try await join(client, "g")
                let read = try await client.deleteOffset("g", "t")
                #expect(read.errorCode == .none)
                #expect(read.topics[0].partitions[0].errorCode == .groupSubscribedToTopic)
                let unread = try await client.deleteOffset("g", "u")
                #expect(unread.topics[0].partitions[0].errorCode == .none)
                #expect(try await client.committed(group: "g", topic: "u").committedOffset == -1)
                #expect(try await client.committed(group: "g", topic: "t").committedOffset == 5)
                _ = try await leave(client, "g", [(joined.memberID, nil)])
                #expect(try await client.deleteOffset("g", "t").topics[0].partitions[0].errorCode == .none)
                #expect(try await client.committed(group: "g", topic: "t").committedOffset == -1)
                // With its last position the group is gone.
                #expect(try await client.deleteOffset("g", "t").errorCode == .groupIDNotFound)
            }
        }
    }

    @Test func `positions are not forgotten where there is nothing to forget`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                _ = try await client.commit(5, group: "g", topic: "t")
                #expect(try await client.deleteOffset("", "t").errorCode == .invalidGroupID)
                #expect(try await client.deleteOffset("none", "t").errorCode == .groupIDNotFound)
                let missing = try await client.deleteOffset("g", "t", partition: 7)
                #expect(missing.topics[0].partitions[0].errorCode == .unknownTopicOrPartition)
                _ = try await join(client, "other", type: "connect")
                #expect(try await client.deleteOffset("other", "t").errorCode == .nonEmptyGroup)
            }
        }
    }
}
