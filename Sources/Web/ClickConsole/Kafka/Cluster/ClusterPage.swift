internal import KafkaClient

/// The cluster's page: its numbers, its brokers, and a page of its topics.
struct ClusterPage: Sendable {
    let kafka: KafkaConnection

    func json(_ part: ListPart, _ allowsActions: Bool) async throws -> JSONValue {
        let metadata = try await kafka.metadata.read()
        let summary = ClusterSummary(metadata)
        async let controller = kafka.admin.controllerID()
        async let groups = groupCount()
        let matching = metadata.topics.filter { part.matches($0.name) }.sorted { $0.name < $1.name }
        let (shown, page, pages) = part.cut(matching)
        let views = await kafka.views(Array(shown), metadata, offsets: true)
        return [
            "now": .integer(WallTime.milliseconds()),
            "bootstrapServers": .string(kafka.configuration.bootstrapServers),
            "actions": .bool(allowsActions), "summary": self.summary(summary, metadata, await groups),
            "brokers": .array(brokers(metadata, summary, await controller)),
            "topics": .array(views.map(row)), "matching": .integer(matching.count), "page": .integer(page),
            "pages": .integer(pages),
        ]
    }

    private func summary(
        _ summary: ClusterSummary, _ metadata: KafkaClusterMetadata, _ groups: Int?
    ) -> JSONValue {
        [
            "brokers": .integer(metadata.brokers.count), "topics": .integer(summary.topicCount),
            "partitions": .integer(summary.partitionCount),
            "underReplicated": .integer(summary.underReplicatedCount),
            "leaderless": .integer(summary.leaderlessCount), "preferred": .decimal(summary.preferredShare),
            "groups": .integer(groups),
        ]
    }

    /// `nil` where the brokers do not say.
    private func groupCount() async -> Int? {
        try? await kafka.admin.listGroups(timeout: .seconds(2)).count
    }

    /// Also brokers that hold partitions and are away.
    private func brokers(
        _ metadata: KafkaClusterMetadata, _ summary: ClusterSummary, _ controller: Int32?
    ) -> [JSONValue] {
        let present = Dictionary(metadata.brokers.map { ($0.id, $0) }) { first, _ in first }
        return Set(present.keys).union(summary.expectedBrokers).sorted().map { id in
            [
                "id": .integer(id), "host": .string(present[id]?.host),
                "port": .integer(present[id]?.port), "controller": .bool(id == controller),
                "isThere": .bool(present[id] != nil), "leads": .integer(summary.leaders[id] ?? 0),
                "preferred": .integer(summary.preferredLeaders[id] ?? 0),
            ]
        }
    }

    private func row(_ view: TopicView) -> JSONValue {
        [
            "name": .string(view.topic.name), "partitions": .integer(view.topic.partitions.count),
            "underReplicated": .integer(view.underReplicatedCount),
            "leaderless": .integer(view.leaderlessCount), "preferred": .decimal(view.preferredShare),
            "messages": .integer(view.messages),
            "written": .integer(view.offsets.values.reduce(0) { $0 + ($1.high ?? 0) }),
            "ownSettings": .integer(view.ownConfig.count),
            "error": .string(
                view.topic.error?.description ?? view.offsets.values.compactMap(\.error).first),
        ]
    }
}
