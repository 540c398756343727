internal import CLibrdkafka

/// Owns a configuration until a client takes it over.
///
/// Properties are applied in a fixed order: servers and name, then the defaults of the kind of client, then
/// the user's.
final class ClientSettings {
    private static let messageCapacity = 512

    private var pointer: OpaquePointer?
    private let bootstrapServers: String

    /// - Parameters:
    ///   - defaults: what this module wants unless the user says otherwise.
    ///   - reserved: properties that this module's promises rest on, so that nobody else may set them.
    init(
        _ configuration: KafkaClientConfiguration, defaults: [(name: String, value: String)],
        reserved: [String]
    ) throws(KafkaError) {
        pointer = rd_kafka_conf_new()
        bootstrapServers = configuration.bootstrapServers
        try set("bootstrap.servers", configuration.bootstrapServers)
        try set("client.id", configuration.clientID)
        for (name, value) in defaults { try set(name, value) }
        for (name, value) in configuration.properties {
            if reserved.contains(name) { throw Self.reserved(name) }
            try set(name, value)
        }
    }

    deinit {
        if let pointer { rd_kafka_conf_destroy(pointer) }
    }

    /// For the callbacks and event masks, which have setters of their own.
    func withPointer(_ body: (OpaquePointer) -> Void) {
        if let pointer { body(pointer) }
    }

    func set(_ name: String, _ value: String) throws(KafkaError) {
        var message = [CChar](repeating: 0, count: Self.messageCapacity)
        let result = rd_kafka_conf_set(pointer, name, value, &message, message.count)
        guard result != RD_KAFKA_CONF_OK else { return }
        // For a bad value the sentence quotes it, which a secret must not be.
        let text =
            KafkaClientConfiguration.isSecret(name) && result == RD_KAFKA_CONF_INVALID
            ? "Invalid value for configuration property \"\(name)\"" : Self.text(message)
        throw Self.invalid(text, property: name)
    }

    /// Makes a client, which owns the configuration from then on.
    /// - Parameter operation: what the caller wants, for the error.
    func makeClient(_ type: rd_kafka_type_t, operation: String) throws(KafkaError) -> OpaquePointer {
        var message = [CChar](repeating: 0, count: Self.messageCapacity)
        if let client = rd_kafka_new(type, pointer, &message, message.count) {
            pointer = nil
            return client
        }
        var error = KafkaError(rd_kafka_last_error(), Self.text(message), operation: operation)
        if error.retriability == .permanent { error.property = Self.property(namedIn: error.message) }
        throw error
    }

    /// The value that a property has now.
    func value(of name: String) -> String? {
        var size = 0
        guard rd_kafka_conf_get(pointer, name, nil, &size) == RD_KAFKA_CONF_OK else { return nil }
        var value = [CChar](repeating: 0, count: size + 1)
        guard rd_kafka_conf_get(pointer, name, &value, &size) == RD_KAFKA_CONF_OK else { return nil }
        return Self.text(value)
    }

    /// librdkafka quotes the property with backticks where settings contradict each other, and names it at
    /// the start otherwise: "ssl.ca.location failed: ...".
    static func property(namedIn message: String) -> String? {
        let quoted = message.split(separator: "`", omittingEmptySubsequences: false)
        if quoted.count > 1 { return String(quoted[1]) }
        guard let first = message.split(separator: " ").first, first.contains(".") else { return nil }
        return String(first)
    }

    private static func reserved(_ name: String) -> KafkaError {
        invalid("\"\(name)\" is set by this program, which relies on it", property: name)
    }

    private static func invalid(_ message: String, property: String) -> KafkaError {
        var error = KafkaError(
            RD_KAFKA_RESP_ERR__INVALID_ARG, message, operation: "configure the Kafka client")
        error.property = property
        return error
    }

    static func text(_ buffer: [CChar]) -> String {
        buffer.withUnsafeBufferPointer { bytes in
            String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
