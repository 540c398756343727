import ArgumentParser

/// Which Kafka, and what on it.
struct KafkaOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Use this Kafka instead of the embedded broker: host:port, more of them separated by commas. \
            (environment: CLICKSTREAM_BOOTSTRAP_SERVERS)
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

    @Option(
        help: ArgumentHelp(
            "The topic of the clicks. (default: website_clicks; environment: CLICKSTREAM_TOPIC)"))
    var topic: String?

    @Option(
        help: ArgumentHelp(
            "Partitions of the topic, where it has to be created. (default: 4; environment: CLICKSTREAM_PARTITIONS)",
            valueName: "count"))
    var partitions: Int?

    @Option(
        help: ArgumentHelp(
            "Where the embedded broker listens. (default: 127.0.0.1:9092; environment: CLICKSTREAM_LISTEN)",
            valueName: "host:port"))
    var listen: String?
}
