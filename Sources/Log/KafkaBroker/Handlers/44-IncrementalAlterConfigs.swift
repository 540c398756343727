internal import KafkaLog
internal import KafkaProtocol

extension BrokerCore {
    /// Changes single settings of topics.
    func incrementalAlterConfigs(_ request: IncrementalAlterConfigsRequest) -> Response {
        let counts = Self.counts(request.resources.map { ($0.type, $0.name) })
        let defaults = Dictionary(
            uniqueKeysWithValues: configuration.log.settings.map { ($0.name, $0.value) })
        var response = AlterConfigsResponse()
        response.results = request.resources.map { resource in
            alter(resource.type, resource.name, counts, validateOnly: request.validateOnly) { settings in
                var names: Set<String> = []
                for config in resource.configs {
                    guard names.insert(config.name).inserted else { return .isNamedTwice(config.name) }
                    if let refusal = Self.apply(config, to: &settings, defaults) { return refusal }
                }
                return nil
            }
        }
        return .incrementalAlterConfigs(response)
    }

    private static func apply(
        _ config: IncrementalAlterConfigsRequest.Config, to settings: inout [String: String],
        _ defaults: [String: String]
    ) -> Refusal? {
        let name = config.name
        guard let former = settings[name] ?? defaults[name] else {
            return Refusal(
                LogError.invalidSetting(
                    name: name, value: config.value ?? "", reason: "a topic has no such setting"))
        }
        if config.operation == .delete {
            settings[name] = nil
            return nil
        }
        guard let value = config.value else { return .withoutValue(name) }
        switch config.operation {
        case .set:
            settings[name] = value
        case .append, .subtract:
            guard name == "cleanup.policy" else {
                return Refusal(.invalidConfig, "\(name) is no list: set it")
            }
            let named = list(value)
            var kept = list(former).filter { !named.contains($0) }
            if config.operation == .append { kept += named }
            settings[name] = kept.joined(separator: ",")
        default:
            return Refusal(.invalidRequest, "\(config.operation.rawValue) is nothing to do to a setting")
        }
        return nil
    }

    private static func list(_ value: String) -> [String] {
        value.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
