internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// Forgets single positions of a group, but for topics that its members read right now. Answers once they
    /// are gone from the disk.
    func offsetDelete(_ request: OffsetDeleteRequest, reply: @escaping Reply) {
        var response = OffsetDeleteResponse()
        let use: GroupCoordinator.Use
        switch groups.use(of: request.groupID) {
        case .failure(let refusal):
            response.errorCode = refusal.code
            return reply(.response(.offsetDelete(response)))
        case .success(let found): use = found
        }
        var keys: Set<OffsetKey> = []
        response.topics = request.topics.map { topic in
            OffsetDeleteResponse.Topic {
                $0.name = topic.name
                $0.partitions = topic.partitions.map { index in
                    let exists = log.partition(topic: topic.name, index: Int(index)) != nil
                    let error: ErrorCode =
                        if !exists {
                            .unknownTopicOrPartition
                        } else if use.reads(topic.name) {
                            .groupSubscribedToTopic
                        } else {
                            .none
                        }
                    if error == .none {
                        keys.insert(OffsetKey(group: request.groupID, topic: topic.name, partition: index))
                    }
                    return OffsetDeleteResponse.Partition {
                        $0.index = index
                        $0.errorCode = error
                    }
                }
            }
        }
        groups.offsets.remove(where: { key, _ in keys.contains(key) }) { [groups, response] error in
            var response = response
            response.errorCode = error
            groups.dropForgottenGroups()
            reply(.response(.offsetDelete(response)))
        }
    }
}
