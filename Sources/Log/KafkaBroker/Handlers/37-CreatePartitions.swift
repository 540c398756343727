internal import KafkaLog
internal import KafkaProtocol
internal import Logging

extension BrokerCore {
    /// Gives topics more partitions. Records stay where they are, so keys may go elsewhere from then on.
    func createPartitions(_ request: CreatePartitionsRequest) -> Response {
        var counts: [String: Int] = [:]
        for topic in request.topics { counts[topic.name, default: 0] += 1 }
        var response = CreatePartitionsResponse()
        response.results = request.topics.map { topic in
            CreatePartitionsResponse.Result {
                $0.name = topic.name
                guard let refusal = extend(topic, counts, validateOnly: request.validateOnly) else { return }
                $0.errorCode = refusal.code
                $0.errorMessage = refusal.message
            }
        }
        return .createPartitions(response)
    }

    /// - Parameter counts: how often the request names each topic.
    private func extend(
        _ wanted: CreatePartitionsRequest.Topic, _ counts: [String: Int], validateOnly: Bool
    ) -> Refusal? {
        if counts[wanted.name] != 1 {
            return Refusal(.invalidRequest, "the request names the topic twice")
        }
        guard let topic = log.topic(wanted.name) else {
            return Refusal(.unknownTopicOrPartition, "there is no topic \(wanted.name)")
        }
        if isInternal(topic.name) { return .belongsToTheBroker(topic.name) }
        let (former, count) = (Int32(topic.partitionCount), wanted.count)
        guard count > former else {
            return Refusal(
                .invalidPartitions, "\(topic.name) has \(former) partitions, and \(count) are not more")
        }
        guard count <= configuration.limits.partitionsPerTopic else {
            let limit = configuration.limits.partitionsPerTopic
            return Refusal(.invalidPartitions, "a topic has 1 to \(limit) partitions, not \(count)")
        }
        if let assignments = wanted.assignments {
            guard assignments.count == Int(count - former),
                assignments.allSatisfy({ $0.brokers == [Self.nodeID] })
            else {
                return Refusal(
                    .invalidReplicaAssignment,
                    "assign each of the \(count - former) new partitions to \(Self.nodeID), the only broker")
            }
        }
        let limit = configuration.limits.partitions
        do throws(LogError) {
            guard validateOnly else {
                try log.createPartitions(ofTopic: topic.name, count: Int(count), limit: limit)
                logger.info("topic \(topic.name) has \(count) partitions now, \(former) before")
                return nil
            }
            guard log.partitionCount + Int(count - former) <= limit else {
                throw .tooManyPartitions(
                    existing: log.partitionCount, wanted: Int(count - former), limit: limit)
            }
            return nil
        } catch {
            return Refusal(error)
        }
    }
}
