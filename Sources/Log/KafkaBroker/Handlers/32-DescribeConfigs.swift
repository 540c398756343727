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
                all = topicConfigs(topic, withSynonyms: request.includeSynonyms)
            case .broker where resource.name.isEmpty || resource.name == "\(Self.nodeID)":
                all = brokerConfigs(withSynonyms: request.includeSynonyms)
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
}
