import KafkaBroker
import KafkaProtocol
import NIOCore
import Testing

@Suite struct `Groups over the wire` {
    private func join(_ client: TestClient, _ member: String, version: Int16 = 3) async throws
        -> JoinGroupResponse
    {
        let request = JoinGroupRequest {
            $0.groupID = "g"
            $0.memberID = member
            $0.sessionTimeoutMilliseconds = 60_000
            $0.rebalanceTimeoutMilliseconds = 6_000
            $0.protocolType = "consumer"
            $0.protocols = [
                JoinGroupRequest.GroupProtocol {
                    $0.name = "range"
                    $0.metadata = ByteBuffer(string: "topics")
                }
            ]
        }
        guard case .joinGroup(let response) = try await client.call(.joinGroup(request), version: version)
        else {
            throw TestClient.Closed()
        }
        return response
    }

    private func sync(_ client: TestClient, _ joined: JoinGroupResponse) async throws -> SyncGroupResponse {
        let request = SyncGroupRequest {
            $0.groupID = "g"
            $0.memberID = joined.memberID
            $0.generationID = joined.generationID
            $0.assignments = joined.members.map { member in
                SyncGroupRequest.Assignment {
                    $0.memberID = member.memberID
                    $0.assignment = ByteBuffer(string: "for \(member.memberID)")
                }
            }
        }
        guard case .syncGroup(let response) = try await client.call(.syncGroup(request), version: 3) else {
            throw TestClient.Closed()
        }
        return response
    }

    @Test func `a member joins, syncs, commits and is described`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let joined = try await join(client, "")
                #expect(joined.errorCode == .none)
                #expect(joined.leader == joined.memberID)
                #expect(joined.memberID.hasPrefix("test-"))
                let synced = try await sync(client, joined)
                #expect(synced.assignment == ByteBuffer(string: "for \(joined.memberID)"))
                let commit = try await client.commit(
                    3, group: "g", topic: "t", member: joined.memberID, generation: joined.generationID)
                #expect(commit == .none)
                #expect(try await client.commit(4, group: "g", topic: "t") == .unknownMemberID)

                let describe = DescribeGroupsRequest { $0.groups = ["g", "unheard"] }
                guard case .describeGroups(let described) = try await client.call(.describeGroups(describe))
                else {
                    throw TestClient.Closed()
                }
                #expect(described.groups.map(\.state) == ["Stable", "Dead"])
                let member = try #require(described.groups.first?.members.first)
                #expect(member.clientID == "test")
                #expect(member.clientHost == "/127.0.0.1")
                #expect(member.metadata == ByteBuffer(string: "topics"))
                guard case .listGroups(let listed) = try await client.call(.listGroups(ListGroupsRequest()))
                else {
                    throw TestClient.Closed()
                }
                #expect(listed.groups.map(\.groupID) == ["g"])
            }
        }
    }

    @Test func `from version 4 on a new member is told its id first`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                let told = try await join(client, "", version: 9)
                #expect(told.errorCode == .memberIDRequired)
                let joined = try await join(client, told.memberID, version: 9)
                #expect(joined.errorCode == .none)
                #expect(joined.memberID == told.memberID)
            }
        }
    }

    @Test func `after a restart members are sent away to join again, and commits are not lost`() async throws
    {
        try await withTemporaryDirectory { directory in
            let joined = try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t")
                    let joined = try await join(client, "")
                    _ = try await sync(client, joined)
                    let commit = try await client.commit(
                        9, group: "g", topic: "t", member: joined.memberID, generation: joined.generationID)
                    #expect(commit == .none)
                    return joined
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let heartbeat = HeartbeatRequest {
                        $0.groupID = "g"
                        $0.memberID = joined.memberID
                        $0.generationID = joined.generationID
                    }
                    guard case .heartbeat(let beat) = try await client.call(.heartbeat(heartbeat)) else {
                        throw TestClient.Closed()
                    }
                    #expect(beat.errorCode == .unknownMemberID)
                    #expect(try await join(client, joined.memberID).errorCode == .unknownMemberID)
                    #expect(try await join(client, "").errorCode == .none)
                    #expect(try await client.committed(group: "g", topic: "t").committedOffset == 9)
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what an abandoned group committed is forgotten in time, and a living group's is not`() async throws
    {
        let configure: (inout KafkaBrokerConfiguration) -> Void = {
            $0.offsetRetentionMilliseconds = 20
            $0.housekeepingInterval = .milliseconds(5)
        }
        try await TestBroker.with(configure: configure) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                let joined = try await join(client, "")
                _ = try await sync(client, joined)
                let commit = try await client.commit(
                    1, group: "g", topic: "t", member: joined.memberID, generation: joined.generationID)
                #expect(commit == .none)
                #expect(try await client.commit(2, group: "abandoned", topic: "t") == .none)
                while try await client.committed(group: "abandoned", topic: "t").committedOffset != -1 {}
                #expect(try await client.committed(group: "g", topic: "t").committedOffset == 1)
            }
        }
    }

    @Test func `session time-outs outside the range are refused`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                let request = JoinGroupRequest {
                    $0.groupID = "g"
                    $0.sessionTimeoutMilliseconds = 100
                    $0.protocolType = "consumer"
                }
                guard case .joinGroup(let response) = try await client.call(.joinGroup(request)) else {
                    throw TestClient.Closed()
                }
                #expect(response.errorCode == .invalidSessionTimeout)
            }
        }
    }

    @Test func `commits for what does not exist or with too much text are refused`() async throws {
        try await TestBroker.with(configure: { $0.limits.offsetMetadataBytes = 1 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await client.commit(1, group: "g", topic: "none") == .unknownTopicOrPartition)
                #expect(try await client.commit(1, group: "g", topic: "t") == .offsetMetadataTooLarge)
            }
        }
    }
}
