internal import Hummingbird
internal import KafkaClient

/// What the console's own pages ask for; richer than Kafdrop's answers, and with each part's own errors.
struct KafkaQuestions: Sendable {
    let kafka: KafkaConnection
    let history: LagHistory
    let allowsActions: Bool

    func respond(to request: ConsoleRequest) async throws -> Response? {
        let path = request.path
        switch (path.first, path.count) {
        case ("kafka", 1): return .json(try await cluster(request))
        case ("consumer", 1): return .json(try await groups(request))
        case ("topic", 3): return try await topicPart(path[1], path[2], request)
        case ("api", let count) where count > 2: return try await api(Array(path.dropFirst(2)), request)
        default: return nil
        }
    }

    private func api(_ path: [String], _ request: ConsoleRequest) async throws -> Response? {
        switch (path[0], path.count) {
        case ("cluster", 1): return .json(try await cluster(request))
        case ("groups", 1): return .json(try await groups(request))
        case ("group", 2):
            return .json(try await GroupPage(kafka: kafka, history: history).json(path[1], allowsActions))
        case ("topic", 2): return .json(try await TopicPage(kafka: kafka).json(path[1], allowsActions))
        case ("topic", 3) where path[2] == "groups":
            return .json(try await TopicPage(kafka: kafka).groups(path[1]))
        case ("topic", 3) where path[2] == "volume":
            return .json(try await VolumePage(kafka: kafka).json(path[1], request))
        case ("topic", 3) where path[2] == "messages":
            return try await MessagesPage(kafka: kafka).respond(path[1], request)
        default: return nil
        }
    }

    private func topicPart(
        _ topic: String, _ part: String, _ request: ConsoleRequest
    ) async throws -> Response? {
        switch part {
        case "messages": try await MessagesPage(kafka: kafka).respond(topic, request)
        case "tail": try await TopicTail(kafka: kafka).respond(topic, request)
        case "search": try await TopicSearch(kafka: kafka).respond(topic, request)
        default: nil
        }
    }

    private func cluster(_ request: ConsoleRequest) async throws -> JSONValue {
        try await ClusterPage(kafka: kafka).json(try ListPart(request), allowsActions)
    }

    private func groups(_ request: ConsoleRequest) async throws -> JSONValue {
        try await GroupsPage(kafka: kafka).json(try ListPart(request), allowsActions)
    }
}

extension Response {
    static func json(_ value: JSONValue) -> Response { .json(value.text) }
}
