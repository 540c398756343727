import KafkaClient

extension Stack {
    /// The Kafka that the console shows: this stack's; without one the broker that another process runs for
    /// the same data directory, or whoever answers at the usual address. Nobody has to answer there.
    func consoleKafka() throws -> KafkaClientConfiguration {
        if !kafka.bootstrapServers.isEmpty { return kafka }
        let published = BrokerLock.publishedAddress(settings.dataDirectory + "/broker.lock")
        let address = try published ?? settings.listenAddress()
        return KafkaClientConfiguration(
            bootstrapServers: "\(address)", properties: try settings.kafkaProperties())
    }
}
