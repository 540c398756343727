import KafkaProtocol
import NIOCore
import Testing

@Suite struct `Round trips` {
    private static let rounds = 10

    @Test(arguments: APIKey.allCases)
    func `a request comes back as it was sent`(_ api: APIKey) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var seeds = SeededGenerator(seed: seed)
        for version in api.versions {
            for _ in 0..<Self.rounds {
                let request = try arbitraryRequest(api, version, seed: seeds.next())
                let parts = try request.encode(version: version, after: ByteBuffer())
                var rest = ByteBuffer()
                let decoded = try Request.decode(api, version: version, from: whole(parts), rest: &rest)
                #expect(decoded == request, "version \(version), seed \(seed)")
                #expect(rest.readableBytes == 0, "version \(version), seed \(seed)")
            }
        }
    }

    @Test(arguments: APIKey.allCases)
    func `a response comes back as it was sent`(_ api: APIKey) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var seeds = SeededGenerator(seed: seed)
        for version in api.versions {
            for _ in 0..<Self.rounds {
                let response = try arbitraryResponse(api, version, seed: seeds.next())
                let parts = try response.encode(version: version, after: ByteBuffer())
                var rest = ByteBuffer()
                let decoded = try Response.decode(api, version: version, from: whole(parts), rest: &rest)
                #expect(decoded == response, "version \(version), seed \(seed)")
                #expect(rest.readableBytes == 0, "version \(version), seed \(seed)")
            }
        }
    }

    private func whole(_ parts: [EncodedPart]) -> ByteBuffer {
        var whole = ByteBuffer()
        for case .bytes(let buffer) in parts { whole.writeImmutableBuffer(buffer) }
        return whole
    }

    private func arbitrary<Message: WireStruct>(
        _ api: APIKey, _ version: Int16, seed: UInt64
    ) throws -> Message {
        var wire = RandomWire(version: version, isFlexible: api.isFlexible(version), seed: seed)
        var message = Message()
        try message.fields(&wire)
        return message
    }

    private func arbitraryRequest(_ api: APIKey, _ version: Int16, seed: UInt64) throws -> Request {
        switch api {
        case .produce: .produce(try arbitrary(api, version, seed: seed))
        case .fetch: .fetch(try arbitrary(api, version, seed: seed))
        case .listOffsets: .listOffsets(try arbitrary(api, version, seed: seed))
        case .metadata: .metadata(try arbitrary(api, version, seed: seed))
        case .offsetCommit: .offsetCommit(try arbitrary(api, version, seed: seed))
        case .offsetFetch: .offsetFetch(try arbitrary(api, version, seed: seed))
        case .findCoordinator: .findCoordinator(try arbitrary(api, version, seed: seed))
        case .joinGroup: .joinGroup(try arbitrary(api, version, seed: seed))
        case .heartbeat: .heartbeat(try arbitrary(api, version, seed: seed))
        case .leaveGroup: .leaveGroup(try arbitrary(api, version, seed: seed))
        case .syncGroup: .syncGroup(try arbitrary(api, version, seed: seed))
        case .describeGroups: .describeGroups(try arbitrary(api, version, seed: seed))
        case .listGroups: .listGroups(try arbitrary(api, version, seed: seed))
        case .apiVersions: .apiVersions(try arbitrary(api, version, seed: seed))
        case .createTopics: .createTopics(try arbitrary(api, version, seed: seed))
        case .deleteTopics: .deleteTopics(try arbitrary(api, version, seed: seed))
        case .deleteRecords: .deleteRecords(try arbitrary(api, version, seed: seed))
        case .initProducerId: .initProducerId(try arbitrary(api, version, seed: seed))
        case .offsetForLeaderEpoch: .offsetForLeaderEpoch(try arbitrary(api, version, seed: seed))
        case .addPartitionsToTxn: .addPartitionsToTxn(try arbitrary(api, version, seed: seed))
        case .addOffsetsToTxn: .addOffsetsToTxn(try arbitrary(api, version, seed: seed))
        case .endTxn: .endTxn(try arbitrary(api, version, seed: seed))
        case .txnOffsetCommit: .txnOffsetCommit(try arbitrary(api, version, seed: seed))
        case .describeConfigs: .describeConfigs(try arbitrary(api, version, seed: seed))
        case .alterConfigs: .alterConfigs(try arbitrary(api, version, seed: seed))
        case .describeLogDirs: .describeLogDirs(try arbitrary(api, version, seed: seed))
        case .createPartitions: .createPartitions(try arbitrary(api, version, seed: seed))
        case .deleteGroups: .deleteGroups(try arbitrary(api, version, seed: seed))
        case .incrementalAlterConfigs: .incrementalAlterConfigs(try arbitrary(api, version, seed: seed))
        case .offsetDelete: .offsetDelete(try arbitrary(api, version, seed: seed))
        case .describeCluster: .describeCluster(try arbitrary(api, version, seed: seed))
        }
    }

    private func arbitraryResponse(_ api: APIKey, _ version: Int16, seed: UInt64) throws -> Response {
        switch api {
        case .produce: .produce(try arbitrary(api, version, seed: seed))
        case .fetch: .fetch(try arbitrary(api, version, seed: seed))
        case .listOffsets: .listOffsets(try arbitrary(api, version, seed: seed))
        case .metadata: .metadata(try arbitrary(api, version, seed: seed))
        case .offsetCommit: .offsetCommit(try arbitrary(api, version, seed: seed))
        case .offsetFetch: .offsetFetch(try arbitrary(api, version, seed: seed))
        case .findCoordinator: .findCoordinator(try arbitrary(api, version, seed: seed))
        case .joinGroup: .joinGroup(try arbitrary(api, version, seed: seed))
        case .heartbeat: .heartbeat(try arbitrary(api, version, seed: seed))
        case .leaveGroup: .leaveGroup(try arbitrary(api, version, seed: seed))
        case .syncGroup: .syncGroup(try arbitrary(api, version, seed: seed))
        case .describeGroups: .describeGroups(try arbitrary(api, version, seed: seed))
        case .listGroups: .listGroups(try arbitrary(api, version, seed: seed))
        case .apiVersions: .apiVersions(try arbitrary(api, version, seed: seed))
        case .createTopics: .createTopics(try arbitrary(api, version, seed: seed))
        case .deleteTopics: .deleteTopics(try arbitrary(api, version, seed: seed))
        case .deleteRecords: .deleteRecords(try arbitrary(api, version, seed: seed))
        case .initProducerId: .initProducerId(try arbitrary(api, version, seed: seed))
        case .offsetForLeaderEpoch: .offsetForLeaderEpoch(try arbitrary(api, version, seed: seed))
        case .addPartitionsToTxn: .addPartitionsToTxn(try arbitrary(api, version, seed: seed))
        case .addOffsetsToTxn: .addOffsetsToTxn(try arbitrary(api, version, seed: seed))
        case .endTxn: .endTxn(try arbitrary(api, version, seed: seed))
        case .txnOffsetCommit: .txnOffsetCommit(try arbitrary(api, version, seed: seed))
        case .describeConfigs: .describeConfigs(try arbitrary(api, version, seed: seed))
        case .alterConfigs: .alterConfigs(try arbitrary(api, version, seed: seed))
        case .describeLogDirs: .describeLogDirs(try arbitrary(api, version, seed: seed))
        case .createPartitions: .createPartitions(try arbitrary(api, version, seed: seed))
        case .deleteGroups: .deleteGroups(try arbitrary(api, version, seed: seed))
        case .incrementalAlterConfigs: .incrementalAlterConfigs(try arbitrary(api, version, seed: seed))
        case .offsetDelete: .offsetDelete(try arbitrary(api, version, seed: seed))
        case .describeCluster: .describeCluster(try arbitrary(api, version, seed: seed))
        }
    }
}
