internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// A topic's settings, by Kafka's names, with where each comes from: the topic's own, those that the
    /// broker was started with, or the program's.
    func topicConfigs(_ topic: TopicDescription, withSynonyms: Bool = false)
        -> [DescribeConfigsResponse.Config]
    {
        let settings = log.configuration(ofTopic: topic.name) ?? configuration.log
        return settings.settings.map { name, value in
            let inherited = inheritedValues(of: name)
            let isOwn = topic.overrides[name] != nil
            let own = DescribeConfigsResponse.Synonym {
                $0.name = name
                $0.value = value
                $0.source = .topic
            }
            return DescribeConfigsResponse.Config {
                $0.name = name
                $0.value = value
                $0.type = Self.type(ofSetting: name)
                $0.source = isOwn ? .topic : inherited[0].source
                $0.isReadOnly = isInternal(topic.name)
                if withSynonyms { $0.synonyms = (isOwn ? [own] : []) + inherited }
            }
        }
    }

    /// The settings that the broker was started with.
    func brokerConfigs(withSynonyms: Bool) -> [DescribeConfigsResponse.Config] {
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
        let ofBroker = own.map { name, value, type in
            DescribeConfigsResponse.Config {
                $0.name = name
                $0.value = value
                $0.isReadOnly = true
                $0.type = type
                $0.source = .staticBroker
            }
        }
        let ofTopics = configuration.log.settings.map { name, value in
            let values = inheritedValues(of: name)
            return DescribeConfigsResponse.Config {
                $0.name = Self.brokerName(ofSetting: name)
                $0.value = value
                $0.isReadOnly = true
                $0.type = Self.type(ofSetting: name)
                $0.source = values[0].source
                if withSynonyms { $0.synonyms = values }
            }
        }
        return (ofBroker + ofTopics).sorted { $0.name < $1.name }
    }

    /// What a topic without a value of its own has, and what that hides, if it does.
    private func inheritedValues(of name: String) -> [DescribeConfigsResponse.Synonym] {
        func value(_ log: LogConfiguration) -> String? { log.settings.first { $0.name == name }?.value }
        let builtIn = value(LogConfiguration())
        let synonyms = [
            (ConfigSource.staticBroker, value(configuration.log)), (.builtInDefault, builtIn),
        ].filter { $0.0 == .builtInDefault || $0.1 != builtIn }
        return synonyms.map { source, value in
            DescribeConfigsResponse.Synonym {
                $0.name = Self.brokerName(ofSetting: name)
                $0.value = value
                $0.source = source
            }
        }
    }

    private static func brokerName(ofSetting name: String) -> String {
        switch name {
        case "segment.ms": "log.roll.ms"
        case "max.message.bytes": "message.max.bytes"
        case "delete.retention.ms": "log.cleaner.delete.retention.ms"
        case "min.cleanable.dirty.ratio": "log.cleaner.min.cleanable.ratio"
        case "compression.type", "min.insync.replicas": name
        default: "log.\(name)"
        }
    }

    private static func type(ofSetting name: String) -> ConfigType {
        switch name {
        case "cleanup.policy": .list
        case "min.cleanable.dirty.ratio": .double
        case "compression.type", "message.timestamp.type": .string
        case "index.interval.bytes", "max.message.bytes", "min.insync.replicas", "segment.bytes": .int
        default: .long
        }
    }
}
