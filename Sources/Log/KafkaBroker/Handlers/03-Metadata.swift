internal import KafkaLog
internal import KafkaProtocol
internal import Logging

extension BrokerCore {
    /// Tells about topics, and creates those that are missing where that is allowed.
    func metadata(_ request: MetadataRequest, _ context: RequestContext, reply: @escaping Reply) {
        let mayCreate =
            configuration.autoCreateTopics && (context.version < 4 || request.allowAutoTopicCreation)
        let isMissing = (request.topics ?? []).contains { topic in
            topic.name.map { !isInternal($0) && log.topic($0) == nil } ?? false
        }
        if mayCreate && isMissing {
            onDisk(reply) { core in .metadata(core.metadata(request, context, mayCreate: true)) }
        } else {
            reply(.response(.metadata(metadata(request, context, mayCreate: false))))
        }
    }

    private func metadata(
        _ request: MetadataRequest, _ context: RequestContext, mayCreate: Bool
    ) -> MetadataResponse {
        var response = MetadataResponse()
        let (host, port) = address(for: context)
        response.brokers = [
            MetadataResponse.Broker {
                $0.nodeID = Self.nodeID
                $0.host = host
                $0.port = port
            }
        ]
        response.clusterID = log.clusterID
        response.controllerID = Self.nodeID
        if let topics = request.topics {
            var creatable = mayCreate ? configuration.limits.createdTopicsPerRequest : 0
            response.topics = topics.map { describe($0, creatable: &creatable) }
        } else {
            response.topics = log.topics.map(describe)
        }
        return response
    }

    /// - Parameter creatable: how many topics may still be created.
    private func describe(
        _ wanted: MetadataRequest.Topic, creatable: inout Int
    ) -> MetadataResponse.Topic {
        guard let name = wanted.name else {
            if let topic = log.topic(TopicID(wanted.topicID)) { return describe(topic) }
            return MetadataResponse.Topic {
                $0.errorCode = .unknownTopicID
                $0.topicID = wanted.topicID
            }
        }
        if let topic = log.topic(name) { return describe(topic) }
        do throws(LogError) {
            // The broker makes its own, when it needs them.
            guard creatable > 0, !isInternal(name) else { throw .unknownTopic(name) }
            let count = configuration.defaultPartitionCount
            let topic = try log.createTopic(
                name, partitionCount: count, limit: configuration.limits.partitions)
            creatable -= 1
            logger.info("topic \(name) was created, since a client asked for it")
            return describe(topic)
        } catch .topicExists {
            // Another client was quicker.
            if let topic = log.topic(name) { return describe(topic) }
            return unknown(name, .unknownTopicOrPartition)
        } catch .tooManyPartitions(let existing, let wanted, let limit) {
            // Clients ask again and again: no line of the log each time.
            let error = LogError.tooManyPartitions(existing: existing, wanted: wanted, limit: limit)
            logger.debug("topic \(name) was not created: \(error)")
            return unknown(name, .unknownTopicOrPartition)
        } catch {
            return unknown(name, ErrorCode(error))
        }
    }

    private func unknown(_ name: String, _ error: ErrorCode) -> MetadataResponse.Topic {
        MetadataResponse.Topic {
            $0.errorCode = error
            $0.name = name
        }
    }

    private func describe(_ topic: TopicDescription) -> MetadataResponse.Topic {
        MetadataResponse.Topic {
            $0.name = topic.name
            $0.topicID = KafkaUUID(topic.topicID)
            $0.isInternal = isInternal(topic.name)
            $0.partitions = (0..<Int32(topic.partitionCount)).map { index in
                MetadataResponse.Partition {
                    $0.index = index
                    $0.leaderID = Self.nodeID
                    $0.leaderEpoch = Self.leaderEpoch
                    $0.replicas = [Self.nodeID]
                    $0.inSyncReplicas = [Self.nodeID]
                }
            }
        }
    }
}
