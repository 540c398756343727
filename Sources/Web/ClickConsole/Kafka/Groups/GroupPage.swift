internal import Hummingbird
internal import KafkaClient

/// A group's page: members, how far it is behind in records and in time, and how that went.
struct GroupPage: Sendable {
    let kafka: KafkaConnection
    let history: LagHistory

    /// Groups of this program's sinks go on from where PostgreSQL says, whatever they committed to Kafka.
    static func isSink(_ group: String) -> Bool { group.hasPrefix("clickstream-sink") }

    func json(_ group: String, _ allowsActions: Bool) async throws -> JSONValue {
        try TopicName.check(group: group)
        let metadata = try await kafka.metadata.read()
        guard let described = try await kafka.admin.describeGroups([group]).first else { throw Self.unknown }
        if let error = described.error { throw error }
        let plain = try await kafka.partitions(of: group, metadata)
        if plain.isEmpty && described.members.isEmpty {
            guard try await kafka.admin.listGroups().contains(where: { $0.id == group }) else {
                throw Self.unknown
            }
        }
        let partitions = await kafka.timed(plain, newest: true)
        let now = WallTime.milliseconds()
        let owners = Self.owners(described)
        return [
            "now": .integer(now), "id": .string(group), "state": .string(described.state),
            "assignor": .string(described.assignor), "actions": .bool(allowsActions),
            "isSink": .bool(Self.isSink(group)), "members": .array(described.members.map(member)),
            "lag": .integer(partitions.lag), "secondsBehind": .decimal(partitions.secondsBehind(now: now)),
            "partitions": .array(
                partitions.sorted { $0.place < $1.place }.map { row($0, owners[$0.place], now) }),
            "history": .array(
                await history.samples(of: group).map {
                    [.integer($0.time), .integer($0.lag), .decimal($0.seconds)]
                }),
        ]
    }

    private static var unknown: ConsoleRefusal {
        ConsoleRefusal(.notFound, "There is no consumer group of that name; /consumer lists them.")
    }

    private static func owners(_ group: KafkaGroupDescription) -> [KafkaTopicPartition: String] {
        var owners: [KafkaTopicPartition: String] = [:]
        for member in group.members {
            for partition in member.assignment { owners[partition] = member.clientID }
        }
        return owners
    }

    private func member(_ member: KafkaGroupDescription.Member) -> JSONValue {
        [
            "id": .string(member.id), "client": .string(member.clientID), "host": .string(member.host),
            "instance": .string(member.groupInstanceID),
            "partitions": .array(
                member.assignment.map {
                    ["topic": .string($0.topic), "partition": .integer($0.partition)]
                }),
        ]
    }

    private func row(_ part: GroupPartition, _ owner: String?, _ now: Int64) -> JSONValue {
        let isCaughtUp = part.lag == 0
        let behindNow = isCaughtUp ? 0 : part.nextTime.map { max(0, Double(now - $0) / 1000) }
        let behindNewest =
            isCaughtUp
            ? 0
            : part.nextTime.flatMap { next in part.newestTime.map { max(0, Double($0 - next) / 1000) } }
        return [
            "topic": .string(part.place.topic), "partition": .integer(part.place.partition),
            "committed": .integer(part.committed), "low": .integer(part.offsets?.low),
            "high": .integer(part.offsets?.high), "lag": .integer(part.lag),
            "secondsBehind": .decimal(behindNow), "secondsBehindNewest": .decimal(behindNewest),
            "nextTime": .integer(part.nextTime), "newestTime": .integer(part.newestTime),
            "member": .string(owner), "error": .string(part.offsets?.error),
        ]
    }
}
