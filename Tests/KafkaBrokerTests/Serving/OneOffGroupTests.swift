import KafkaBroker
import KafkaProtocol
import NIOCore
import Testing

/// Groups whose names are used once.
@Suite struct `One-off groups` {
    private func join(_ client: TestClient, _ group: String) async throws -> JoinGroupResponse {
        let request = JoinGroupRequest {
            $0.groupID = group
            $0.sessionTimeoutMilliseconds = 6_000
            $0.rebalanceTimeoutMilliseconds = 6_000
            $0.protocolType = "consumer"
            $0.protocols = [
                JoinGroupRequest.GroupProtocol {
                    $0.name = "range"
                    $0.metadata = ByteBuffer(string: "topics")
                }
            ]
        }
        guard case .joinGroup(let response) = try await client.call(.joinGroup(request), version: 3) else {
            throw TestClient.Closed()
        }
        return response
    }

    /// Joins, commits and leaves.
    private func use(_ group: String, _ client: TestClient) async throws -> ErrorCode {
        let joined = try await join(client, group)
        guard joined.errorCode == .none else { return joined.errorCode }
        let sync = SyncGroupRequest {
            $0.groupID = group
            $0.memberID = joined.memberID
            $0.generationID = joined.generationID
        }
        _ = try await client.call(.syncGroup(sync), version: 3)
        let error = try await client.commit(
            1, group: group, topic: "t", member: joined.memberID, generation: joined.generationID)
        let leave = LeaveGroupRequest {
            $0.groupID = group
            $0.members = [LeaveGroupRequest.Member { $0.memberID = joined.memberID }]
        }
        _ = try await client.call(.leaveGroup(leave))
        return error
    }

    private func groups(_ client: TestClient) async throws -> [String] {
        guard case .listGroups(let listed) = try await client.call(.listGroups(ListGroupsRequest())) else {
            throw TestClient.Closed()
        }
        return listed.groups.map(\.groupID)
    }

    @Test func `make room for others, and their offsets stay`() async throws {
        try await TestBroker.with(configure: { $0.limits.groups = 2 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                for number in 0..<5 { #expect(try await use("g\(number)", client) == .none) }
                for number in 0..<5 {
                    #expect(try await client.committed(group: "g\(number)", topic: "t").committedOffset == 1)
                }
                // Those with members stay.
                #expect(try await join(client, "a").errorCode == .none)
                #expect(try await join(client, "b").errorCode == .none)
                #expect(try await join(client, "c").errorCode == .coordinatorNotAvailable)
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `are gone once their offsets are forgotten`() async throws {
        try await TestBroker.with(configure: {
            $0.offsetRetentionMilliseconds = 1
            $0.housekeepingInterval = .milliseconds(20)
        }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await use("g", client) == .none)
                while try await !groups(client).isEmpty { await Task.yield() }
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `are gone once the only topic that they read is deleted`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await use("g", client) == .none)
                #expect(try await groups(client) == ["g"])
                let request = DeleteTopicsRequest {
                    $0.topics = [DeleteTopicsRequest.Topic { $0.name = "t" }]
                }
                _ = try await client.call(.deleteTopics(request))
                while try await !groups(client).isEmpty { await Task.yield() }
            }
        }
    }
}
