internal import HTTPTypes
internal import Hummingbird
internal import KafkaClient

/// Everything about Kafka: Kafdrop's addresses with its answers, and what the console's own pages ask for.
struct KafkaEndpoints: ConsoleEndpoints {
    /// `nil` where the console was started without Kafka.
    let kafka: KafkaConnection?
    let history: LagHistory

    let pages = ["kafka", "broker", "topic", "consumer", "acl"]

    func isQuestion(_ method: HTTPRequest.Method, _ path: [String]) -> Bool {
        method == .post && path.count == 3 && path.first == "topic" && path.last == "search-messages"
    }

    /// Messages are told as `ShownRecord`, and found by what is shown of them.
    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        guard isOurs(request) else { return nil }
        guard let kafka else { throw Self.withoutKafka }
        do {
            if request.method == .get {
                if let response = try await KafdropQuestions(kafka: kafka).respond(to: request) {
                    return response
                }
                return try await KafkaQuestions(kafka: kafka, history: history)
                    .respond(to: request)
            }
            if isQuestion(request.method, request.path) {
                return try await KafdropSearch(kafka: kafka).respond(to: request)
            }
            return try await KafkaActions(kafka: kafka).respond(to: request)
        } catch let error as KafkaError {
            throw Self.refusal(error)
        }
    }

    /// Keeps the history of lag until the task is cancelled.
    func followLag() async {
        if let kafka { await history.follow(kafka) }
    }

    func endStreams() { kafka?.endStreams() }

    private func isOurs(_ request: ConsoleRequest) -> Bool {
        switch request.path.first {
        // The address of the live page is Kafdrop's summary for who asks for JSON by name.
        case nil: request.method == .get && request.headers[.accept]?.contains("application/json") == true
        case "api": request.path.dropFirst().first == "kafka"
        case let first?: pages.contains(first)
        }
    }

    static let withoutKafka = ConsoleRefusal(
        .serviceUnavailable,
        "This console was started without Kafka; start it with --bootstrap-servers, or as clickstream up.")

    static func refusal(_ error: KafkaError) -> ConsoleRefusal {
        if error.isUnreachable { return ConsoleRefusal(.serviceUnavailable, error.description) }
        if error.isUnknownTopic { return ConsoleRefusal(.notFound, error.description) }
        if error.retriability == .retriable { return ConsoleRefusal(.serviceUnavailable, error.description) }
        return ConsoleRefusal(.unprocessableContent, error.description)
    }
}
