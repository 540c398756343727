internal import KafkaClient

/// A topic with what is known of its partitions.
struct TopicView: Sendable {
    let topic: KafkaClusterMetadata.Topic
    /// Brokers that are there.
    let brokers: Set<Int32>
    /// By partition; none where nobody asked.
    var offsets: [Int32: PartitionOffsets] = [:]
    var config: [KafkaConfigEntry] = []

    init(_ topic: KafkaClusterMetadata.Topic, in metadata: KafkaClusterMetadata) {
        self.topic = topic
        brokers = Set(metadata.brokers.map(\.id))
    }

    var partitions: [KafkaClusterMetadata.Partition] { topic.partitions.sorted { $0.id < $1.id } }

    var places: [KafkaTopicPartition] {
        partitions.map { KafkaTopicPartition(topic: topic.name, partition: $0.id) }
    }

    func isUnderReplicated(_ partition: KafkaClusterMetadata.Partition) -> Bool {
        partition.inSyncReplicas.count < partition.replicas.count
    }

    func isLeaderPreferred(_ partition: KafkaClusterMetadata.Partition) -> Bool {
        partition.leader >= 0 && partition.leader == partition.replicas.first
    }

    func offline(_ partition: KafkaClusterMetadata.Partition) -> [Int32] {
        partition.replicas.filter { !brokers.contains($0) }
    }

    var underReplicatedCount: Int { topic.partitions.count { isUnderReplicated($0) } }

    var leaderlessCount: Int { topic.partitions.count { $0.leader < 0 } }

    /// From 0 to 1.
    var preferredShare: Double {
        guard !topic.partitions.isEmpty else { return 0 }
        return Double(topic.partitions.count { isLeaderPreferred($0) }) / Double(topic.partitions.count)
    }

    /// Records that may be there; `nil` where no partition is known.
    var messages: Int64? {
        let known = offsets.values.compactMap(\.size)
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    /// What was set for this topic, by name.
    var ownConfig: [KafkaConfigEntry] { config.filter(\.isOwn) }
}

extension KafkaConnection {
    /// Topics with their offsets, and with their settings: a few requests, however many topics.
    func views(
        _ topics: [KafkaClusterMetadata.Topic], _ metadata: KafkaClusterMetadata, offsets: Bool
    ) async -> [TopicView] {
        var views = topics.map { TopicView($0, in: metadata) }
        async let configs = topicConfigs(topics.map(\.name))
        if offsets {
            let known = await watermarks(of: views.flatMap(\.places), metadata)
            for index in views.indices {
                for place in views[index].places {
                    views[index].offsets[place.partition] = known[place]
                }
            }
        }
        let all = await configs
        for index in views.indices { views[index].config = all[views[index].topic.name] ?? [] }
        return views
    }

    /// Who may not read settings sees none.
    private func topicConfigs(_ topics: [String]) async -> [String: [KafkaConfigEntry]] {
        (try? await admin.topicConfigs(topics, timeout: .seconds(3))) ?? [:]
    }
}
