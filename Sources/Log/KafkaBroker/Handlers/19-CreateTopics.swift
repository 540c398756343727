internal import KafkaLog
internal import KafkaProtocol
internal import Logging

extension BrokerCore {
    func createTopics(_ request: CreateTopicsRequest) -> Response {
        var response = CreateTopicsResponse()
        var namesSeen: Set<String> = []
        for topic in request.topics {
            let isRepeated = !namesSeen.insert(topic.name).inserted
            response.topics.append(create(topic, isRepeated: isRepeated, validateOnly: request.validateOnly))
        }
        return .createTopics(response)
    }

    private func create(
        _ topic: CreateTopicsRequest.Topic, isRepeated: Bool, validateOnly: Bool
    ) -> CreateTopicsResponse.Topic {
        var answer = CreateTopicsResponse.Topic { $0.name = topic.name }
        func refuse(_ code: ErrorCode, _ message: String) -> CreateTopicsResponse.Topic {
            answer.errorCode = code
            answer.errorMessage = message
            return answer
        }
        if isInternal(topic.name) {
            return refuse(.invalidRequest, "creation of internal topic \(topic.name) is prohibited")
        }
        if isRepeated { return refuse(.invalidRequest, "the request names the topic twice") }
        if log.topic(topic.name) != nil {
            return refuse(.topicAlreadyExists, "topic \(topic.name) exists already")
        }
        guard topic.replicationFactor == -1 || topic.replicationFactor == 1 || !topic.assignments.isEmpty
        else {
            return refuse(
                .invalidReplicationFactor,
                "the replication factor must be 1, not \(topic.replicationFactor): there is one broker")
        }
        guard topic.assignments.allSatisfy({ $0.brokers == [Self.nodeID] }) else {
            return refuse(.invalidReplicaAssignment, "the only broker is \(Self.nodeID)")
        }
        let count: Int32 =
            if !topic.assignments.isEmpty {
                Int32(topic.assignments.count)
            } else if topic.partitionCount == -1 {
                Int32(configuration.defaultPartitionCount)
            } else {
                topic.partitionCount
            }
        let limit = configuration.limits.partitionsPerTopic
        guard (1...limit).contains(count) else {
            return refuse(.invalidPartitions, "a topic has 1 to \(limit) partitions, not \(count)")
        }
        answer.partitionCount = count
        answer.replicationFactor = 1
        if validateOnly {
            let error = LogError.tooManyPartitions(
                existing: log.partitionCount, wanted: Int(count), limit: configuration.limits.partitions)
            let isTooMuch = log.partitionCount + Int(count) > configuration.limits.partitions
            return isTooMuch ? refuse(ErrorCode(error), error.description) : answer
        }
        var overrides: [String: String] = [:]
        for config in topic.configs { overrides[config.name] = config.value }
        do throws(LogError) {
            let created = try log.createTopic(
                topic.name, partitionCount: Int(count), overrides: overrides,
                limit: configuration.limits.partitions)
            answer.topicID = KafkaUUID(created.topicID)
            answer.configs = topicConfigs(created).map { config in
                CreateTopicsResponse.Config {
                    $0.name = config.name
                    $0.value = config.value
                    $0.source = config.source
                }
            }
            logger.info("topic \(topic.name) was created with \(count) partitions")
        } catch {
            return refuse(ErrorCode(error), error.description)
        }
        return answer
    }
}
