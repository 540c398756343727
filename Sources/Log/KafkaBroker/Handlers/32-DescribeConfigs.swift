internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    func describeConfigs(_ request: DescribeConfigsRequest) -> DescribeConfigsResponse {
        var response = DescribeConfigsResponse()
        response.results = request.resources.map { resource in
            var result = DescribeConfigsResponse.Result()
            result.type = resource.type
            result.name = resource.name
            let all: [DescribeConfigsResponse.Config]
            switch resource.type {
            case .topic:
                guard let topic = log.topic(resource.name) else {
                    result.errorCode = .unknownTopicOrPartition
                    return result
                }
                all = topicConfigs(topic)
            case .broker where resource.name.isEmpty || resource.name == "\(Self.nodeID)":
                all = brokerConfigs()
            case .broker:
                result.errorCode = .invalidRequest
                result.errorMessage = "the only broker is \(Self.nodeID)"
                return result
            default:
                result.errorCode = .invalidRequest
                result.errorMessage = "only topics and brokers have settings here"
                return result
            }
            // An empty list means all, as null does: so Kafka's own clients take it.
            let keys = resource.keys.map { Set($0) } ?? []
            result.configs = keys.isEmpty ? all : all.filter { keys.contains($0.name) }
            return result
        }
        return response
    }

    /// A topic's settings, by Kafka's names.
    func topicConfigs(_ topic: TopicDescription) -> [DescribeConfigsResponse.Config] {
        let settings = log.configuration(ofTopic: topic.name) ?? configuration.log
        return Self.settings(of: settings).map { name, value, type in
            DescribeConfigsResponse.Config {
                $0.name = name
                $0.value = value
                $0.type = type
                $0.source = topic.overrides[name] == nil ? .builtInDefault : .topic
            }
        }
    }

    private func brokerConfigs() -> [DescribeConfigsResponse.Config] {
        let own: [(String, String, ConfigType)] = [
            ("auto.create.topics.enable", "\(configuration.autoCreateTopics)", .boolean),
            ("broker.id", "\(Self.nodeID)", .int),
            ("connections.max.idle.ms", "\(configuration.limits.idleMilliseconds)", .long),
            ("group.max.session.timeout.ms", "\(configuration.limits.maximumSessionTimeout)", .int),
            ("group.min.session.timeout.ms", "\(configuration.limits.minimumSessionTimeout)", .int),
            ("log.dirs", configuration.dataDirectory, .string),
            ("num.partitions", "\(configuration.defaultPartitionCount)", .int),
            ("socket.request.max.bytes", "\(configuration.limits.requestBytes)", .int),
        ]
        let brokerNames = [
            "message.timestamp.type": "log.message.timestamp.type", "retention.bytes": "log.retention.bytes",
            "retention.ms": "log.retention.ms", "segment.bytes": "log.segment.bytes",
            "segment.ms": "log.roll.ms", "max.message.bytes": "message.max.bytes",
            "cleanup.policy": "log.cleanup.policy", "index.interval.bytes": "log.index.interval.bytes",
        ]
        let log = Self.settings(of: configuration.log).map { name, value, type in
            (brokerNames[name] ?? name, value, type)
        }
        return (own + log).sorted { $0.0 < $1.0 }.map { name, value, type in
            DescribeConfigsResponse.Config {
                $0.name = name
                $0.value = value
                $0.isReadOnly = true
                $0.type = type
                $0.source = .staticBroker
            }
        }
    }

    private static func settings(of log: LogConfiguration) -> [(String, String, ConfigType)] {
        log.settings.map { name, value in
            let type: ConfigType =
                switch name {
                case "cleanup.policy": .list
                case "message.timestamp.type": .string
                case "index.interval.bytes", "max.message.bytes", "segment.bytes": .int
                default: .long
                }
            return (name, value, type)
        }
    }
}
