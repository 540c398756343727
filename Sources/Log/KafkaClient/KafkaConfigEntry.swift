/// One setting of a topic, as a broker tells it.
package struct KafkaConfigEntry: Sendable, Equatable {
    package var name: String
    /// `nil` where the broker keeps it to itself.
    package var value: String?
    /// Whether somebody set it for this topic, or on the brokers while they ran.
    package var isOwn: Bool
    package var isSensitive: Bool

    package init(name: String, value: String?, isOwn: Bool, isSensitive: Bool = false) {
        self.name = name
        self.value = value
        self.isOwn = isOwn
        self.isSensitive = isSensitive
    }
}

/// One rule of who may do what, as a broker tells it; all in Kafka's words.
package struct KafkaAccessRule: Sendable, Equatable {
    package var name: String
    package var resourceType: String
    package var patternType: String
    package var principal: String
    package var host: String
    package var operation: String
    package var permissionType: String
}
