internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// Answers once the offsets are on disk.
    func offsetCommit(_ request: OffsetCommitRequest, reply: @escaping Reply) {
        let sender = GroupSender(
            memberID: request.memberID, instanceID: request.groupInstanceID,
            generation: request.generationID)
        let refusal = groups.mayCommit(group: request.groupID, sender)
        let now = WallClock.milliseconds()
        var records: [OffsetRecord] = []
        var response = OffsetCommitResponse()
        response.topics = request.topics.map { topic in
            OffsetCommitResponse.Topic {
                $0.name = topic.name
                $0.partitions = topic.partitions.map { partition in
                    let error =
                        refusal == .none
                        ? check(topic.name, partition.index, metadata: partition.metadata) : refusal
                    if error == .none {
                        records.append(Self.record(partition, request.groupID, topic.name, now: now))
                    }
                    return OffsetCommitResponse.Partition {
                        $0.index = partition.index
                        $0.errorCode = error
                    }
                }
            }
        }
        guard !records.isEmpty else { return reply(.response(.offsetCommit(response))) }
        groups.offsets.commit(records) { [response] error in
            reply(.response(.offsetCommit(Self.marked(response, error))))
        }
    }

    /// Whether there can be such a position.
    func check(_ topic: String, _ index: Int32, metadata: String?) -> ErrorCode {
        if log.partition(topic: topic, index: Int(index)) == nil { return .unknownTopicOrPartition }
        let length = metadata?.utf8.count ?? 0
        return length > configuration.limits.offsetMetadataBytes ? .offsetMetadataTooLarge : .none
    }

    private static func record(
        _ partition: OffsetCommitRequest.Partition, _ group: String, _ topic: String, now: Int64
    ) -> OffsetRecord {
        OffsetRecord(
            key: OffsetKey(group: group, topic: topic, partition: partition.index),
            value: CommittedOffset(
                offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
                metadata: partition.metadata ?? "", commitTimestamp: now))
    }

    /// Gives the partitions that were fine so far the outcome of the write.
    private static func marked(_ response: OffsetCommitResponse, _ error: ErrorCode) -> OffsetCommitResponse {
        guard error != .none else { return response }
        // KAFKA_STORAGE_ERROR is not an error that clients know how to retry for a commit; this one is.
        let told = error == .kafkaStorageError ? .coordinatorNotAvailable : error
        var marked = response
        for topic in marked.topics.indices {
            for partition in marked.topics[topic].partitions.indices
            where marked.topics[topic].partitions[partition].errorCode == .none {
                marked.topics[topic].partitions[partition].errorCode = told
            }
        }
        return marked
    }
}
