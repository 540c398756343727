/// What was given on the command line, before the environment and the configuration file are asked.
struct Flags {
    var dataDir: String?
    var config: String?
    var logLevel: String?
    var bootstrapServers: String?
    var kafkaProperties: [String] = []
    var topic: String?
    var partitions: Int?
    var listen: String?
    var databaseURL: String?
    var retention: String?
    var onNewTopic: String?

    init(_ common: CommonOptions) {
        dataDir = common.dataDir
        config = common.config
        logLevel = common.logLevel
    }

    init(_ common: CommonOptions, _ kafka: KafkaOptions) {
        self.init(common)
        bootstrapServers = kafka.bootstrapServers
        kafkaProperties = kafka.kafkaProperties
        topic = kafka.topic
        partitions = kafka.partitions
        listen = kafka.listen
    }

    init(_ common: CommonOptions, _ kafka: KafkaOptions, _ database: DatabaseOptions) {
        self.init(common, kafka)
        databaseURL = database.databaseURL
    }

    init(
        _ common: CommonOptions, _ kafka: KafkaOptions, _ database: DatabaseOptions, _ sink: SinkOptions
    ) {
        self.init(common, kafka, database)
        retention = sink.retention
        onNewTopic = sink.onNewTopic
    }

    init(_ common: CommonOptions, _ database: DatabaseOptions) {
        self.init(common)
        databaseURL = database.databaseURL
    }

    init(_ common: CommonOptions, _ database: DatabaseOptions, _ kafka: ConsoleKafkaOptions) {
        self.init(common, database)
        bootstrapServers = kafka.bootstrapServers
        kafkaProperties = kafka.kafkaProperties
    }

    init(_ common: CommonOptions, _ database: DatabaseOptions, _ topic: TopicOption) {
        self.init(common, database)
        self.topic = topic.topic
    }
}
