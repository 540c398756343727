package import NIOCore

/// The body of any request that we know: the one place where an API key meets its request's type.
package enum Request: Equatable, Sendable {
    case produce(ProduceRequest)
    case fetch(FetchRequest)
    case listOffsets(ListOffsetsRequest)
    case metadata(MetadataRequest)
    case offsetCommit(OffsetCommitRequest)
    case offsetFetch(OffsetFetchRequest)
    case findCoordinator(FindCoordinatorRequest)
    case joinGroup(JoinGroupRequest)
    case heartbeat(HeartbeatRequest)
    case leaveGroup(LeaveGroupRequest)
    case syncGroup(SyncGroupRequest)
    case describeGroups(DescribeGroupsRequest)
    case listGroups(ListGroupsRequest)
    case apiVersions(ApiVersionsRequest)
    case createTopics(CreateTopicsRequest)
    case deleteTopics(DeleteTopicsRequest)
    case deleteRecords(DeleteRecordsRequest)
    case initProducerId(InitProducerIdRequest)
    case offsetForLeaderEpoch(OffsetForLeaderEpochRequest)
    case addPartitionsToTxn(AddPartitionsToTxnRequest)
    case addOffsetsToTxn(AddOffsetsToTxnRequest)
    case endTxn(EndTxnRequest)
    case txnOffsetCommit(TxnOffsetCommitRequest)
    case describeConfigs(DescribeConfigsRequest)
    case alterConfigs(AlterConfigsRequest)
    case describeLogDirs(DescribeLogDirsRequest)
    case createPartitions(CreatePartitionsRequest)
    case deleteGroups(DeleteGroupsRequest)
    case incrementalAlterConfigs(IncrementalAlterConfigsRequest)
    case offsetDelete(OffsetDeleteRequest)
    case describeCluster(DescribeClusterRequest)

    package var api: APIKey {
        switch self {
        case .produce: .produce
        case .fetch: .fetch
        case .listOffsets: .listOffsets
        case .metadata: .metadata
        case .offsetCommit: .offsetCommit
        case .offsetFetch: .offsetFetch
        case .findCoordinator: .findCoordinator
        case .joinGroup: .joinGroup
        case .heartbeat: .heartbeat
        case .leaveGroup: .leaveGroup
        case .syncGroup: .syncGroup
        case .describeGroups: .describeGroups
        case .listGroups: .listGroups
        case .apiVersions: .apiVersions
        case .createTopics: .createTopics
        case .deleteTopics: .deleteTopics
        case .deleteRecords: .deleteRecords
        case .initProducerId: .initProducerId
        case .offsetForLeaderEpoch: .offsetForLeaderEpoch
        case .addPartitionsToTxn: .addPartitionsToTxn
        case .addOffsetsToTxn: .addOffsetsToTxn
        case .endTxn: .endTxn
        case .txnOffsetCommit: .txnOffsetCommit
        case .describeConfigs: .describeConfigs
        case .alterConfigs: .alterConfigs
        case .describeLogDirs: .describeLogDirs
        case .createPartitions: .createPartitions
        case .deleteGroups: .deleteGroups
        case .incrementalAlterConfigs: .incrementalAlterConfigs
        case .offsetDelete: .offsetDelete
        case .describeCluster: .describeCluster
        }
    }

    /// Reads the body that follows the header.
    ///
    /// Bytes after the body are ignored, as Kafka ignores them.
    /// - Parameter maximumElements: how many elements all arrays may have together.
    package static func decode(
        _ api: APIKey, version: Int16, from frame: ByteBuffer, maximumElements: Int = 1_000_000
    ) throws(ProtocolError) -> Request {
        var rest = ByteBuffer()
        return try decode(api, version: version, from: frame, maximumElements: maximumElements, rest: &rest)
    }

    /// Reads the body that follows the header.
    /// - Parameter rest: what the frame still holds after the body; empty unless the peer sent too much.
    package static func decode(
        _ api: APIKey, version: Int16, from frame: ByteBuffer, maximumElements: Int = 1_000_000,
        rest: inout ByteBuffer
    ) throws(ProtocolError) -> Request {
        var reader = WireReader(
            frame, version: version, isFlexible: api.isFlexible(version), maximumElements: maximumElements)
        defer { rest = reader.buffer }
        return switch api {
        case .produce: .produce(try reader.message())
        case .fetch: .fetch(try reader.message())
        case .listOffsets: .listOffsets(try reader.message())
        case .metadata: .metadata(try reader.message())
        case .offsetCommit: .offsetCommit(try reader.message())
        case .offsetFetch: .offsetFetch(try reader.message())
        case .findCoordinator: .findCoordinator(try reader.message())
        case .joinGroup: .joinGroup(try reader.message())
        case .heartbeat: .heartbeat(try reader.message())
        case .leaveGroup: .leaveGroup(try reader.message())
        case .syncGroup: .syncGroup(try reader.message())
        case .describeGroups: .describeGroups(try reader.message())
        case .listGroups: .listGroups(try reader.message())
        case .apiVersions: .apiVersions(try reader.message())
        case .createTopics: .createTopics(try reader.message())
        case .deleteTopics: .deleteTopics(try reader.message())
        case .deleteRecords: .deleteRecords(try reader.message())
        case .initProducerId: .initProducerId(try reader.message())
        case .offsetForLeaderEpoch: .offsetForLeaderEpoch(try reader.message())
        case .addPartitionsToTxn: .addPartitionsToTxn(try reader.message())
        case .addOffsetsToTxn: .addOffsetsToTxn(try reader.message())
        case .endTxn: .endTxn(try reader.message())
        case .txnOffsetCommit: .txnOffsetCommit(try reader.message())
        case .describeConfigs: .describeConfigs(try reader.message())
        case .alterConfigs: .alterConfigs(try reader.message())
        case .describeLogDirs: .describeLogDirs(try reader.message())
        case .createPartitions: .createPartitions(try reader.message())
        case .deleteGroups: .deleteGroups(try reader.message())
        case .incrementalAlterConfigs: .incrementalAlterConfigs(try reader.message())
        case .offsetDelete: .offsetDelete(try reader.message())
        case .describeCluster: .describeCluster(try reader.message())
        }
    }

    /// Writes the body after what `buffer` already holds, the header.
    /// - Returns: the header and the body, in parts where record batches come from elsewhere.
    package func encode(version: Int16, after buffer: ByteBuffer) throws(ProtocolError) -> [EncodedPart] {
        var writer = WireWriter(buffer, version: version, isFlexible: api.isFlexible(version))
        switch self {
        case .produce(let message): try writer.message(message)
        case .fetch(let message): try writer.message(message)
        case .listOffsets(let message): try writer.message(message)
        case .metadata(let message): try writer.message(message)
        case .offsetCommit(let message): try writer.message(message)
        case .offsetFetch(let message): try writer.message(message)
        case .findCoordinator(let message): try writer.message(message)
        case .joinGroup(let message): try writer.message(message)
        case .heartbeat(let message): try writer.message(message)
        case .leaveGroup(let message): try writer.message(message)
        case .syncGroup(let message): try writer.message(message)
        case .describeGroups(let message): try writer.message(message)
        case .listGroups(let message): try writer.message(message)
        case .apiVersions(let message): try writer.message(message)
        case .createTopics(let message): try writer.message(message)
        case .deleteTopics(let message): try writer.message(message)
        case .deleteRecords(let message): try writer.message(message)
        case .initProducerId(let message): try writer.message(message)
        case .offsetForLeaderEpoch(let message): try writer.message(message)
        case .addPartitionsToTxn(let message): try writer.message(message)
        case .addOffsetsToTxn(let message): try writer.message(message)
        case .endTxn(let message): try writer.message(message)
        case .txnOffsetCommit(let message): try writer.message(message)
        case .describeConfigs(let message): try writer.message(message)
        case .alterConfigs(let message): try writer.message(message)
        case .describeLogDirs(let message): try writer.message(message)
        case .createPartitions(let message): try writer.message(message)
        case .deleteGroups(let message): try writer.message(message)
        case .incrementalAlterConfigs(let message): try writer.message(message)
        case .offsetDelete(let message): try writer.message(message)
        case .describeCluster(let message): try writer.message(message)
        }
        return writer.parts()
    }
}
