package import KafkaClient

/// Where the console listens, and what it may do.
package struct ConsoleConfiguration: Sendable {
    package var host: String
    /// 0 for any that is free.
    package var port: Int
    /// Whether requests that change something (produce, reset offsets, delete) are taken at all.
    package var allowsActions: Bool
    /// The Kafka that the pages show; `nil` for none.
    package var kafka: KafkaClientConfiguration?

    package init(
        host: String = "127.0.0.1", port: Int = 9000, allowsActions: Bool = false,
        kafka: KafkaClientConfiguration? = nil
    ) {
        self.host = host
        self.port = port
        self.allowsActions = allowsActions
        self.kafka = kafka
    }
}
