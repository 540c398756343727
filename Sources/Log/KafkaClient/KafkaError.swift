/// What went wrong between this program and Kafka.
package struct KafkaError: Error, Sendable, Equatable {
    /// What a caller can do about it.
    package enum Retriability: Sendable, Equatable {
        /// Passes by itself: the same call may succeed later.
        case retriable
        /// This client can do nothing any more; a new one may.
        case fatal
        /// Stays until somebody changes a setting, a right, or the request.
        case permanent
        /// Not in the table.
        case unknown
    }

    /// librdkafka's number: negative within the client, positive from a broker.
    package var code: Int32
    /// librdkafka's name of the code, such as `_TRANSPORT` or `TOPIC_AUTHORIZATION_FAILED`.
    package var name: String
    /// librdkafka's sentence.
    package var message: String
    /// What this program wanted, as it reads after "Kafka: cannot": "create the topic", "read".
    package var operation: String
    package var topic: String?
    package var partition: Int32?
    /// The brokers that were asked, where the error is that none answers, or not in time.
    package var bootstrapServers: String?
    /// The property at fault, where it is the configuration.
    package var property: String?
    package var retriability: Retriability

    /// Whether the client that reported it is unusable from now on.
    package var isFatal: Bool { retriability == .fatal }

    /// The handshake or the login failed. Wrong settings cause it, and so does a broker that is just
    /// restarting.
    package var isAboutConnection: Bool {
        ["_SSL", "_AUTHENTICATION", "SASL_AUTHENTICATION_FAILED"].contains(name)
    }

    package init(
        code: Int32, name: String, message: String, operation: String, topic: String? = nil,
        partition: Int32? = nil, bootstrapServers: String? = nil, property: String? = nil,
        retriability: Retriability
    ) {
        self.code = code
        self.name = name
        self.message = message
        self.operation = operation
        self.topic = topic
        self.partition = partition
        self.bootstrapServers = bootstrapServers
        self.property = property
        self.retriability = retriability
    }
}

extension KafkaError: CustomStringConvertible {
    /// One sentence that names what to change.
    package var description: String {
        var place = ""
        if let topic { place = partition.map { " \(topic)[\($0)]" } ?? " \(topic)" }
        if let property {
            return "Cannot \(operation): \(message) Check the Kafka property \"\(property)\"."
        }
        if let bootstrapServers {
            return
                "Cannot \(operation)\(place): Kafka at \(bootstrapServers) does not answer (\(trimmed)); start it,"
                + " or name another with --bootstrap-servers."
        }
        return "Cannot \(operation)\(place): \(trimmed) (\(name))."
    }

    /// librdkafka ends some sentences with a full stop and some without.
    private var trimmed: Substring {
        var text = message[...]
        while text.last == "." || text.last == "\n" { text.removeLast() }
        return text
    }
}
