internal import KafkaClient

/// The cluster's parts as Kafdrop writes them, name by name, for scripts that were made for it.
enum KafdropJSON {
    /// - Parameter knowsOffsets: a list of topics tells no sizes, in Kafdrop either: they are -1.
    static func topic(_ view: TopicView) -> JSONValue {
        let partitions = view.partitions.map { partition($0, view) }
        let offsets = view.partitions.map { view.offsets[$0.id] }
        let ends = offsets.map { $0?.high ?? -1 }
        let starts = offsets.map { $0?.low ?? -1 }
        let own = view.ownConfig.map { JSONValue.Member(name: $0.name, value: .string($0.value)) }
        return [
            "name": .string(view.topic.name), "partitions": .array(partitions), "config": .object(own),
            "underReplicatedPartitions": .array(
                view.partitions.filter { view.isUnderReplicated($0) }.map { partition($0, view) }),
            "totalSize": .integer(ends.reduce(0, +)),
            "availableSize": .integer(zip(ends, starts).reduce(0) { $0 + $1.0 - $1.1 }),
            "preferredReplicaPercent": .decimal(view.preferredShare),
        ]
    }

    private static func partition(
        _ partition: KafkaClusterMetadata.Partition, _ view: TopicView
    ) -> JSONValue {
        let offsets = view.offsets[partition.id]
        return [
            "id": .integer(partition.id), "replicas": replicas(partition.replicas),
            "leader": partition.leader < 0 ? nil : replica(partition.leader),
            "preferredLeader": partition.replicas.first.map(replica) ?? nil,
            "leaderPreferred": .bool(view.isLeaderPreferred(partition)),
            "inSyncReplicas": replicas(partition.inSyncReplicas.sorted()),
            "offlineReplicas": replicas(view.offline(partition).sorted()),
            "underReplicated": .bool(view.isUnderReplicated(partition)),
            "size": .integer(offsets?.high ?? -1), "firstOffset": .integer(offsets?.low ?? -1),
        ]
    }

    private static func replica(_ id: Int32) -> JSONValue { ["id": .integer(id)] }

    private static func replicas(_ ids: [Int32]) -> JSONValue { .array(ids.map(replica)) }

    static func summary(_ summary: ClusterSummary) -> JSONValue {
        [
            "topicCount": .integer(summary.topicCount), "partitionCount": .integer(summary.partitionCount),
            "underReplicatedCount": .integer(summary.underReplicatedCount),
            "preferredReplicaPercent": .decimal(summary.preferredShare),
            "brokerLeaderPartitionCount": counts(summary.leaders),
            "brokerPreferredLeaderPartitionCount": counts(summary.preferredLeaders),
            "expectedBrokerIds": .array(summary.expectedBrokers.map { .integer($0) }),
        ]
    }

    private static func counts(_ counts: [Int32: Int]) -> JSONValue {
        .object(
            counts.sorted { $0.key < $1.key }
                .map { JSONValue.Member(name: "\($0.key)", value: .integer($0.value)) })
    }

    /// librdkafka does not tell the rack.
    static func broker(_ broker: KafkaClusterMetadata.Broker, controller: Int32?) -> JSONValue {
        [
            "id": .integer(broker.id), "host": .string(broker.host), "port": .integer(broker.port),
            "rack": nil, "controller": .bool(broker.id == controller),
        ]
    }

    static func rule(_ rule: KafkaAccessRule) -> JSONValue {
        [
            "name": .string(rule.name), "resourceType": .string(rule.resourceType),
            "patternType": .string(rule.patternType), "principal": .string(rule.principal),
            "host": .string(rule.host), "operation": .string(rule.operation),
            "permissionType": .string(rule.permissionType),
        ]
    }
}
