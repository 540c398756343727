internal import KafkaClient

/// A topic's page.
struct TopicPage: Sendable {
    let kafka: KafkaConnection

    func json(_ name: String, _ allowsActions: Bool) async throws -> JSONValue {
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        guard let view = await kafka.views([topic], metadata, offsets: true).first else { return nil }
        return [
            "now": .integer(WallTime.milliseconds()), "name": .string(name), "actions": .bool(allowsActions),
            "messages": .integer(view.messages),
            "written": .integer(view.offsets.values.reduce(0) { $0 + ($1.high ?? 0) }),
            "preferred": .decimal(view.preferredShare),
            "underReplicated": .integer(view.underReplicatedCount),
            "partitions": .array(view.partitions.map { partition($0, view) }),
            "config": .array(view.config.map(setting)),
        ]
    }

    private func partition(_ partition: KafkaClusterMetadata.Partition, _ view: TopicView) -> JSONValue {
        let offsets = view.offsets[partition.id]
        return [
            "id": .integer(partition.id), "low": .integer(offsets?.low), "high": .integer(offsets?.high),
            "size": .integer(offsets?.size),
            "leader": partition.leader < 0 ? nil : .integer(partition.leader),
            "replicas": numbers(partition.replicas), "inSync": numbers(partition.inSyncReplicas.sorted()),
            "offline": numbers(view.offline(partition).sorted()),
            "preferred": .bool(view.isLeaderPreferred(partition)),
            "underReplicated": .bool(view.isUnderReplicated(partition)),
            "error": .string(partition.error?.description ?? offsets?.error),
        ]
    }

    private func numbers(_ ids: [Int32]) -> JSONValue { .array(ids.map { .integer($0) }) }

    private func setting(_ entry: KafkaConfigEntry) -> JSONValue {
        ["name": .string(entry.name), "value": .string(entry.value), "own": .bool(entry.isOwn)]
    }

    /// The groups that have read the topic. A question of its own, since there may be thousands to ask.
    func groups(_ name: String) async throws -> JSONValue {
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let listed = try await kafka.admin.listGroups()
        let states = Dictionary(listed.map { ($0.id, $0.state) }) { first, _ in first }
        let found = try await kafka.partitions(
            of: listed.map(\.id), topic: TopicView(topic, in: metadata), metadata)
        return [
            "known": .integer(listed.count),
            "groups": .array(
                found.sorted { $0.key < $1.key }.map { group, partitions in
                    [
                        "id": .string(group), "state": .string(states[group]),
                        "lag": .integer(partitions.lag), "partitions": .integer(partitions.count),
                    ]
                }),
        ]
    }
}
