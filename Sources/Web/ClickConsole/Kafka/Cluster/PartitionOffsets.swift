internal import KafkaClient

/// The offsets that a partition holds, or why they are not known.
struct PartitionOffsets: Sendable {
    var low: Int64?
    var high: Int64?
    var error: String?

    /// How many records there may be.
    var size: Int64? { high.flatMap { high in low.map { max(0, high - $0) } } }
}

extension KafkaConnection {
    static let offsetPatience = Duration.seconds(3)

    /// The first and the next offset of partitions. Each broker is asked for its own, all at the same
    /// time, so that one that is away takes nothing but its part with it.
    func watermarks(
        of partitions: [KafkaTopicPartition], _ metadata: KafkaClusterMetadata
    ) async -> [KafkaTopicPartition: PartitionOffsets] {
        var all: [KafkaTopicPartition: PartitionOffsets] = [:]
        let answers = await offsets(
            of: partitions, at: [KafkaOffset.beginning, KafkaOffset.end], metadata)
        for partition in partitions {
            var offsets = PartitionOffsets()
            switch answers[0][partition] {
            case .success(let low): offsets.low = low
            case .failure(let error): offsets.error = error.description
            case nil: offsets.error = "no broker answered for it"
            }
            switch answers[1][partition] {
            case .success(let high): offsets.high = high
            case .failure(let error): offsets.error = error.description
            case nil: break
            }
            all[partition] = offsets
        }
        return all
    }

    /// The offsets of partitions at times, as `KafkaAdmin.offsets` tells them; -1 where there is none.
    func offsets(
        of partitions: [KafkaTopicPartition], at times: [Int64], _ metadata: KafkaClusterMetadata,
        timeout: Duration = offsetPatience
    ) async -> [KafkaOffsetAnswers] {
        var answers: [KafkaOffsetAnswers] = times.map { _ in [:] }
        let parts = Self.byLeader(partitions, metadata)
        for partition in parts.leaderless {
            let error = KafkaError(
                code: 5, name: "LEADER_NOT_AVAILABLE", message: "no broker leads the partition at the moment",
                operation: "read the offsets of", topic: partition.topic, partition: partition.partition,
                retriability: .retriable)
            for index in times.indices { answers[index][partition] = .failure(error) }
        }
        await withTaskGroup(of: [KafkaOffsetAnswers].self) { group in
            for part in parts.led {
                group.addTask { await self.ask(part, times, timeout) }
            }
            for await part in group {
                for index in times.indices { answers[index].merge(part[index]) { _, new in new } }
            }
        }
        return answers
    }

    private func ask(
        _ partitions: [KafkaTopicPartition], _ times: [Int64], _ timeout: Duration
    ) async -> [KafkaOffsetAnswers] {
        do throws(KafkaError) {
            return try await admin.offsets(of: partitions, at: times, timeout: timeout)
        } catch {
            let failed = Dictionary(
                uniqueKeysWithValues: partitions.map { ($0, Result<Int64, KafkaError>.failure(error)) })
            return times.map { _ in failed }
        }
    }

    private static func byLeader(
        _ partitions: [KafkaTopicPartition], _ metadata: KafkaClusterMetadata
    ) -> (led: [[KafkaTopicPartition]], leaderless: [KafkaTopicPartition]) {
        let wanted = Set(partitions)
        var led: [Int32: [KafkaTopicPartition]] = [:]
        var known: Set<KafkaTopicPartition> = []
        for topic in metadata.topics {
            for partition in topic.partitions where partition.leader >= 0 {
                let place = KafkaTopicPartition(topic: topic.name, partition: partition.id)
                guard wanted.contains(place) else { continue }
                known.insert(place)
                led[partition.leader, default: []].append(place)
            }
        }
        return (Array(led.values), partitions.filter { !known.contains($0) })
    }
}
