internal import KafkaClient

/// The cluster in numbers.
struct ClusterSummary: Sendable {
    let topicCount: Int
    let partitionCount: Int
    let underReplicatedCount: Int
    let leaderlessCount: Int
    /// From 0 to 1: the mean over the topics.
    let preferredShare: Double
    /// By broker.
    let leaders: [Int32: Int]
    let preferredLeaders: [Int32: Int]

    init(_ metadata: KafkaClusterMetadata) {
        let views = metadata.topics.map { TopicView($0, in: metadata) }
        let partitions = metadata.topics.flatMap(\.partitions)
        topicCount = views.count
        partitionCount = partitions.count
        underReplicatedCount = views.reduce(0) { $0 + $1.underReplicatedCount }
        leaderlessCount = views.reduce(0) { $0 + $1.leaderlessCount }
        preferredShare =
            views.isEmpty ? 0 : views.reduce(0) { $0 + $1.preferredShare } / Double(views.count)
        leaders = partitions.reduce(into: [:]) { counts, partition in
            if partition.leader >= 0 { counts[partition.leader, default: 0] += 1 }
        }
        preferredLeaders = partitions.reduce(into: [:]) { counts, partition in
            if let first = partition.replicas.first { counts[first, default: 0] += 1 }
        }
    }

    /// Brokers that hold something, whether they are there or not.
    var expectedBrokers: [Int32] { Set(leaders.keys).union(preferredLeaders.keys).sorted() }
}
