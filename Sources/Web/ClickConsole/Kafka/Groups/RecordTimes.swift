internal import KafkaClient

extension KafkaConnection {
    /// Partitions whose records are read for their times, at once.
    static let timedPartitions = 500

    /// The times of the first records of spans, by partition; one that is not found in time is missing.
    func times(_ spans: [OffsetSpan], within time: Duration = .seconds(3)) async -> [KafkaTopicPartition:
        Int64]
    {
        let spans = spans.filter { !$0.isEmpty }.prefix(Self.timedPartitions)
        if spans.isEmpty { return [:] }
        let byTopic = Dictionary(grouping: spans) { $0.partition.topic }
        var times: [KafkaTopicPartition: Int64] = [:]
        let deadline = ContinuousClock.now + time
        for (topic, spans) in byTopic {
            let left = deadline - .now
            if left <= .zero || Task.isCancelled { break }
            let reading = try? await readers.with { reader in
                try await reader.read(spans, firstOnly: true, within: left)
            }
            for record in reading?.records ?? [] where record.timestamp >= 0 {
                times[KafkaTopicPartition(topic: topic, partition: record.partition)] = record.timestamp
            }
        }
        return times
    }

    /// Adds when the record was made that a group reads next in each partition, and when the newest.
    func timed(_ partitions: [GroupPartition], newest: Bool) async -> [GroupPartition] {
        var partitions = partitions
        let next = await times(
            partitions.compactMap { part in
                guard let lag = part.lag, lag > 0, let committed = part.committed,
                    let low = part.offsets?.low, let high = part.offsets?.high
                else { return nil }
                return OffsetSpan(partition: part.place, from: max(committed, low), to: high)
            })
        var newestTimes: [KafkaTopicPartition: Int64] = [:]
        if newest {
            newestTimes = await times(
                partitions.compactMap { part in
                    guard let low = part.offsets?.low, let high = part.offsets?.high, high > low else {
                        return nil
                    }
                    return OffsetSpan(partition: part.place, from: high - 1, to: high)
                })
        }
        for index in partitions.indices {
            partitions[index].nextTime = next[partitions[index].place]
            partitions[index].newestTime = newestTimes[partitions[index].place]
        }
        return partitions
    }
}
