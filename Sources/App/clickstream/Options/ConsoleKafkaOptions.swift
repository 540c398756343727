import ArgumentParser

/// Which Kafka the console shows. `KafkaOptions` has more, for those who write to it.
struct ConsoleKafkaOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The Kafka that the pages show: host:port, more of them separated by commas. Without it, the broker of \
            the data directory. (environment: CLICKSTREAM_BOOTSTRAP_SERVERS)
            """,
            valueName: "servers"))
    var bootstrapServers: String?

    @Option(
        name: .customLong("kafka-property"),
        help: ArgumentHelp(
            """
            A property for librdkafka, for TLS, SASL or anything else; may be repeated. \
            (environment: CLICKSTREAM_KAFKA_PROPERTY, separated by commas)
            """,
            valueName: "name=value"))
    var kafkaProperties: [String] = []
}
