internal import KafkaLog
internal import KafkaProtocol
internal import Logging

extension BrokerCore {
    /// Replaces all settings of topics: what is not named goes back to its default.
    func alterConfigs(_ request: AlterConfigsRequest) -> Response {
        let counts = Self.counts(request.resources.map { ($0.type, $0.name) })
        var response = AlterConfigsResponse()
        response.results = request.resources.map { resource in
            alter(resource.type, resource.name, counts, validateOnly: request.validateOnly) { settings in
                settings = [:]
                for config in resource.configs {
                    guard let value = config.value else { return .withoutValue(config.name) }
                    guard settings.updateValue(value, forKey: config.name) == nil else {
                        return .isNamedTwice(config.name)
                    }
                }
                return nil
            }
        }
        return .alterConfigs(response)
    }

    /// How often a request names each resource.
    static func counts(_ resources: [(ConfigResourceType, String)]) -> [String: Int] {
        resources.reduce(into: [:]) { $0["\($1.0.rawValue) \($1.1)", default: 0] += 1 }
    }

    /// Changes one resource's settings.
    /// - Parameter edit: changes those that it has, or says why not.
    func alter(
        _ type: ConfigResourceType, _ name: String, _ counts: [String: Int], validateOnly: Bool,
        edit: (inout [String: String]) -> Refusal?
    ) -> AlterConfigsResponse.Result {
        AlterConfigsResponse.Result {
            $0.type = type
            $0.name = name
            let refusal = refusal(of: type, name, counts) ?? change(name, validateOnly, edit)
            $0.errorCode = refusal?.code ?? .none
            $0.errorMessage = refusal?.message
        }
    }

    private func refusal(
        of type: ConfigResourceType, _ name: String, _ counts: [String: Int]
    ) -> Refusal? {
        if counts["\(type.rawValue) \(name)"] != 1 { return .isNamedTwice(name) }
        switch type {
        case .topic where isInternal(name): return .belongsToTheBroker(name)
        case .topic: return nil
        case .broker:
            return Refusal(.invalidRequest, "the broker's settings are those that it was started with")
        default: return Refusal(.invalidRequest, "only topics have settings that can be changed here")
        }
    }

    private func change(
        _ topic: String, _ validateOnly: Bool, _ edit: (inout [String: String]) -> Refusal?
    ) -> Refusal? {
        var refusal: Refusal?
        do throws(LogError) {
            try log.changeOverrides(ofTopic: topic, isOnlyChecked: validateOnly) { overrides in
                let former = overrides
                refusal = edit(&overrides)
                if refusal != nil { overrides = former }
            }
        } catch {
            return Refusal(error)
        }
        guard refusal == nil, !validateOnly, let settings = log.topic(topic)?.overrides else {
            return refusal
        }
        let list = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        logger.info("topic \(topic) has settings of its own: \(list.joined(separator: " "))")
        return nil
    }
}

extension Refusal {
    static func withoutValue(_ name: String) -> Refusal {
        Refusal(.invalidRequest, "\(name) needs a value")
    }

    static func isNamedTwice(_ name: String) -> Refusal {
        Refusal(.invalidRequest, "the request names \(name) twice")
    }
}
