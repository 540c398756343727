internal import KafkaClient

/// How the pipeline went, for as long as the console runs: a sample every five seconds, for an hour.
actor PipelineHistory {
    struct Sample: Sendable {
        /// Milliseconds since 1970.
        let time: Int64
        let partitions: [PartitionState]
        let freshness: PartitionState.Freshness?
    }

    static let interval = Duration.seconds(5)
    static let length = 720
    /// What is told as now is over so many samples.
    static let now = 3

    private let database: ConsoleDatabase
    private let kafka: KafkaConnection?
    private var samples: [Sample] = []
    private var lastID: Int64 = 0

    init(database: ConsoleDatabase, kafka: KafkaConnection?) {
        self.database = database
        self.kafka = kafka
    }

    /// Oldest first.
    func all() -> [Sample] { samples }

    /// Takes samples until the task is cancelled. Where the database does not answer there is none.
    func follow() async {
        while !Task.isCancelled {
            try? await sample()
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// Takes one sample, and keeps it.
    func sample() async throws {
        let last = lastID
        let (partitions, fresh) = try await database.ask { connection in
            let fresh = try FreshnessQuery.answer(after: last, connection)
            return (try PartitionState.all(connection), fresh)
        }
        lastID = fresh.lastID
        // Kafka is asked after the database, so that no log ends before what is stored of it.
        let ends = await ends(of: partitions)
        let isOneTopic = Set(partitions.map(\.topic)).count < 2
        let states = partitions.map { state in
            var state = state
            state.end = ends[KafkaTopicPartition(topic: state.topic, partition: state.partition)]
            // Rows do not keep their topic.
            if isOneTopic { state.freshness = fresh.byPartition[state.partition] }
            return state
        }
        samples.append(
            Sample(time: WallTime.milliseconds(), partitions: states, freshness: fresh.all))
        if samples.count > Self.length { samples.removeFirst(samples.count - Self.length) }
    }

    private func ends(of partitions: [PartitionState]) async -> [KafkaTopicPartition: Int64] {
        guard let kafka, let metadata = try? await kafka.metadata.read() else { return [:] }
        let places = partitions.map { KafkaTopicPartition(topic: $0.topic, partition: $0.partition) }
        return await kafka.watermarks(of: places, metadata).compactMapValues(\.high)
    }
}
