internal import KafkaLog
internal import KafkaProtocol
internal import Logging

extension BrokerCore {
    /// Deletes topics, what groups have committed for them, and the waits of those who fetch from them.
    func deleteTopics(_ request: DeleteTopicsRequest) -> Response {
        var response = DeleteTopicsResponse()
        response.topics = request.topics.map(delete)
        return .deleteTopics(response)
    }

    private func delete(_ wanted: DeleteTopicsRequest.Topic) -> DeleteTopicsResponse.Topic {
        let topic = wanted.name.map { log.topic($0) } ?? log.topic(TopicID(wanted.topicID))
        var answer = DeleteTopicsResponse.Topic()
        answer.name = wanted.name ?? topic?.name
        answer.topicID = topic.map { KafkaUUID($0.topicID) } ?? wanted.topicID
        guard let topic else {
            answer.errorCode = wanted.name == nil ? .unknownTopicID : .unknownTopicOrPartition
            return answer
        }
        guard !isInternal(topic.name) else {
            answer.errorCode = .invalidTopic
            answer.errorMessage = "\(topic.name) belongs to the broker"
            return answer
        }
        let partitions = (0..<topic.partitionCount).compactMap {
            log.partition(topic: topic.name, index: $0)
        }
        do throws(LogError) {
            try log.deleteTopic(topic.name)
            for partition in partitions { waiters.wake(partition) }
            groups.topicWasDeleted(topic.name)
            logger.info("topic \(topic.name) was deleted")
        } catch {
            answer.errorCode = ErrorCode(error)
            answer.errorMessage = error.description
        }
        return answer
    }
}
