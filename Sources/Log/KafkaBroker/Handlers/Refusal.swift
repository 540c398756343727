internal import KafkaLog
internal import KafkaProtocol

/// Why something is not done: a code for the client's program, a sentence for its user.
struct Refusal: Error {
    let code: ErrorCode
    let message: String

    init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: LogError) {
        self.init(ErrorCode(error), error.description)
    }

    static func belongsToTheBroker(_ topic: String) -> Refusal {
        Refusal(.invalidTopic, "\(topic) belongs to the broker")
    }
}

extension BrokerCore {
    /// Whether nobody but the broker writes the topic, or changes it.
    func isInternal(_ topic: String) -> Bool {
        topic == GroupCoordinator.offsetsTopic || topic == TransactionStore.topic
    }
}
