internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// Keeps a group's positions with the transaction. They become the group's when it is committed, and are
    /// forgotten when it is aborted.
    func txnOffsetCommit(
        _ request: TxnOffsetCommitRequest, _ context: RequestContext, reply: @escaping Reply
    ) {
        let refusal = refusal(of: request)
        let now = WallClock.milliseconds()
        var offsets: [OffsetKey: CommittedOffset] = [:]
        var response = TxnOffsetCommitResponse()
        response.topics = request.topics.map { topic in
            AddPartitionsToTxnResponse.Topic {
                $0.name = topic.name
                $0.partitions = topic.partitions.map { partition in
                    let error =
                        refusal == .none
                        ? check(topic.name, partition.index, metadata: partition.metadata) : refusal
                    if error == .none {
                        let key = OffsetKey(
                            group: request.groupID, topic: topic.name, partition: partition.index)
                        offsets[key] = CommittedOffset(
                            offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
                            metadata: partition.metadata ?? "", commitTimestamp: now)
                    }
                    return AddPartitionsToTxnResponse.Partition {
                        $0.index = partition.index
                        $0.errorCode = error
                    }
                }
            }
        }
        guard !offsets.isEmpty else { return reply(.response(.txnOffsetCommit(response))) }
        let sender = TransactionStateMachine.Sender(
            producerID: request.producerID, epoch: request.producerEpoch)
        transactions.add(offsets, request.transactionalID, sender) { [response] error in
            var response = response
            // This request knows no PRODUCER_FENCED.
            let told = error == .producerFenced ? .invalidProducerEpoch : error
            for topic in response.topics.indices {
                for partition in response.topics[topic].partitions.indices
                where response.topics[topic].partitions[partition].errorCode == .none {
                    response.topics[topic].partitions[partition].errorCode = told
                }
            }
            reply(.response(.txnOffsetCommit(response)))
        }
    }

    /// A producer that doesn't say which member it commits for is believed (before KIP-447).
    private func refusal(of request: TxnOffsetCommitRequest) -> ErrorCode {
        guard !request.groupID.isEmpty else { return .invalidGroupID }
        let isMember =
            request.generationID >= 0 || !request.memberID.isEmpty || request.groupInstanceID != nil
        guard isMember else { return .none }
        let sender = GroupSender(
            memberID: request.memberID, instanceID: request.groupInstanceID,
            generation: request.generationID)
        return groups.mayCommit(group: request.groupID, sender)
    }
}
