internal import KafkaClient

/// How far a group has come in one partition.
struct GroupPartition: Sendable {
    let place: KafkaTopicPartition
    /// The next offset that it will read; `nil` where it has committed none.
    var committed: Int64?
    var offsets: PartitionOffsets?
    /// When the record was made that it reads next; milliseconds since 1970.
    var nextTime: Int64?
    /// When the newest record was made.
    var newestTime: Int64?

    /// Records that it has yet to read: those that are gone do not count. `nil` where it is not known.
    var lag: Int64? {
        guard let low = offsets?.low, let high = offsets?.high, let committed else { return nil }
        return max(0, high - max(committed, low))
    }
}

extension [GroupPartition] {
    /// Over all partitions that are known; `nil` where none is.
    var lag: Int64? {
        let known = compactMap(\.lag)
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    /// How long the oldest unread record has been waiting; 0 where none does.
    func secondsBehind(now: Int64) -> Double? {
        guard let lag else { return nil }
        if lag == 0 { return 0 }
        return compactMap { part in
            part.nextTime.map { Swift.max(0, Double(now - $0) / 1000) }
        }.max()
    }
}

extension KafkaConnection {
    /// Everything that a group has committed, beside what the log holds.
    func partitions(
        of group: String, _ metadata: KafkaClusterMetadata
    ) async throws(KafkaError) -> [GroupPartition] {
        let committed = try await admin.committedOffsets(group: group)
        let offsets = await watermarks(of: committed.map(\.partition), metadata)
        return committed.map {
            GroupPartition(place: $0.partition, committed: $0.offset, offsets: offsets[$0.partition])
        }
    }

    /// Groups and how far each has come, in a few rounds however many groups there are.
    /// - Parameter topic: only its partitions, and only groups that have read it.
    /// - Returns: a group that did not answer in time is missing.
    func partitions(
        of groups: [String], topic: TopicView? = nil, _ metadata: KafkaClusterMetadata,
        within time: Duration = .seconds(4)
    ) async throws(KafkaError) -> [String: [GroupPartition]] {
        let answers = try await admin.committedOffsets(
            groups: groups, partitions: topic?.places, timeout: time)
        var committed: [String: [KafkaCommittedOffset]] = [:]
        for (group, answer) in answers {
            guard case .success(let offsets) = answer else { continue }
            let known = topic == nil ? offsets : offsets.filter { $0.offset != nil }
            if topic == nil || !known.isEmpty { committed[group] = known }
        }
        let places = Set(committed.values.flatMap { $0.map(\.partition) })
        let offsets = await watermarks(of: Array(places), metadata)
        return committed.mapValues { known in
            known.map {
                GroupPartition(place: $0.partition, committed: $0.offset, offsets: offsets[$0.partition])
            }
        }
    }
}
