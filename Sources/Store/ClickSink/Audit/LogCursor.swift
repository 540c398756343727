internal import KafkaClient
internal import Logging

/// Reads one partition of the log in order, outside of any consumer group.
struct LogCursor {
    /// What the log held when the cursor was made.
    let logStart: Int64
    let logEnd: Int64
    private let place: KafkaTopicPartition
    private let consumer: KafkaConsumer
    private let isStopRequested: () -> Bool

    init(
        _ kafka: KafkaClientConfiguration, topic: String, partition: Int32, logger: Logger,
        isStopRequested: @escaping () -> Bool
    ) throws(KafkaError) {
        place = KafkaTopicPartition(topic: topic, partition: partition)
        self.isStopRequested = isStopRequested
        consumer = try KafkaConsumer(
            kafka, group: nil, options: KafkaConsumerOptions(reportsEndOfPartition: true), logger: logger)
        (logStart, logEnd) = try consumer.watermarks(place, timeout: .seconds(10))
    }

    /// Visits the records from `start` up to, and without, `end`.
    /// - Returns: how far the log could be read: `end`, or less where no more came for a minute.
    /// - Throws: `KafkaError`, `CancellationError`, and what `visit` throws.
    mutating func read(
        from start: Int64, to end: Int64, _ visit: (KafkaRecordView) throws -> Void
    ) throws -> Int64 {
        guard start < min(end, logEnd) else { return min(end, max(start, logEnd)) }
        try consumer.assign([(place, start)])
        var position = start
        var lastProgress = ContinuousClock.now
        while position < end {
            if isStopRequested() { throw CancellationError() }
            let batch = try consumer.poll(maximumRecords: 10_000, timeout: .milliseconds(500))
            for index in 0..<batch.count {
                let record = batch.record(at: index)
                guard record.offset >= position else { continue }
                guard record.offset < end else { return end }
                try visit(record)
                position = record.offset + 1
            }
            if batch.count > 0 { lastProgress = .now }
            for event in batch.events {
                switch event {
                case .endOfPartition(_, let offset): position = max(position, min(offset, end))
                case .error(let error) where error.isDamagedRecord: return position
                case .error(let error) where error.retriability == .permanent: throw error
                default: break
                }
                if case .endOfPartition(_, let offset) = event, offset < end, offset >= logEnd {
                    return position
                }
            }
            if lastProgress.duration(to: .now) > .seconds(60) { return position }
        }
        return position
    }

    /// Tries to read the first record from `offset` on, which the log is said to have.
    /// - Returns: why it cannot be read: its bytes are damaged; `nil` where it can, or nothing came for ten
    ///   seconds.
    mutating func damage(at offset: Int64) throws -> KafkaError? {
        try consumer.assign([(place, offset)])
        let deadline = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < deadline {
            if isStopRequested() { throw CancellationError() }
            let batch = try consumer.poll(maximumRecords: 1, timeout: .milliseconds(500))
            if batch.count > 0 { return nil }
            for event in batch.events {
                switch event {
                case .endOfPartition: return nil
                case .error(let error) where error.isDamagedRecord: return error
                case .error(let error) where error.retriability == .permanent: throw error
                default: break
                }
            }
        }
        return nil
    }

    func close() { consumer.close() }
}
