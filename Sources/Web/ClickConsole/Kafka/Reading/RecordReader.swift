internal import DedicatedThread
internal import KafkaClient
internal import Logging

/// A consumer without a group, on a thread of its own. It reads spans of partitions, step by step.
///
/// A step blocks its thread for a moment at most, so that between two of them a reader who has gone away is
/// noticed.
actor RecordReader {
    /// What one step brought.
    struct Step: Sendable {
        var records: [ConsoleRecord] = []
        /// Records looked at, wanted or not.
        var scanned = 0
        var bytes = 0
        /// Whether nothing of the spans is left.
        var isDone = false
        var errors: [KafkaError] = []
    }

    private struct Part {
        let span: OffsetSpan
        /// The offset after the last record that was seen.
        var next: Int64
        var isDone = false

        init(_ span: OffsetSpan) {
            self.span = span
            next = span.from
        }
    }

    private let thread = DedicatedThread(name: "console-reader")
    private let configuration: KafkaClientConfiguration
    private let logger: Logger
    private var consumer: KafkaConsumer?
    private var parts: [Part] = []
    private var current = 0
    private var takesFirstOnly = false
    private var followsEnd = false
    private var valueLimit = ConsoleRecord.valueLimit

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ configuration: KafkaClientConfiguration, logger: Logger) {
        // A page wants a few records soon, and not the hundred thousand that a sink would like to have ready.
        self.configuration = KafkaClientConfiguration(
            bootstrapServers: configuration.bootstrapServers, clientID: configuration.clientID + "-console",
            properties: [
                ("queued.min.messages", "2000"), ("fetch.message.max.bytes", "524288"),
                ("fetch.wait.max.ms", "50"), ("fetch.error.backoff.ms", "50"),
            ] + configuration.properties)
        self.logger = logger
    }

    /// Begins to read; whatever was being read before is forgotten.
    /// - Parameters:
    ///   - spans: one of a partition.
    ///   - valueLimit: bytes that are kept of a value.
    ///   - firstOnly: whether the first record of each is all that is wanted.
    ///   - followsEnd: whether the end of a partition is no end.
    func open(
        _ spans: [OffsetSpan], valueLimit: Int = ConsoleRecord.valueLimit, firstOnly: Bool = false,
        followsEnd: Bool = false
    ) throws(KafkaError) {
        let consumer = try ready()
        parts = spans.filter { !$0.isEmpty }.map { Part($0) }
        current = 0
        takesFirstOnly = firstOnly
        self.followsEnd = followsEnd
        self.valueLimit = valueLimit
        try consumer.assign(parts.map { ($0.span.partition, $0.span.from) })
    }

    private func ready() throws(KafkaError) -> KafkaConsumer {
        if let consumer { return consumer }
        let made = try KafkaConsumer(
            configuration, group: nil,
            options: KafkaConsumerOptions(reportsEndOfPartition: true, queuedKilobytes: 8 * 1024),
            logger: logger)
        consumer = made
        return made
    }

    /// Reads on, for a moment at most.
    /// - Parameter isWanted: decides which records are kept.
    func step(
        upTo limit: Int = 2000, within time: Duration = .milliseconds(150),
        _ isWanted: @Sendable (KafkaRecordView) -> Bool = { _ in true }
    ) throws(KafkaError) -> Step {
        var step = Step()
        guard let consumer, parts.contains(where: { !$0.isDone }) else {
            step.isDone = true
            return step
        }
        let batch = try consumer.poll(maximumRecords: limit, timeout: time)
        for index in 0..<batch.count {
            let record = batch.record(at: index)
            guard take(record) else { continue }
            step.scanned += 1
            step.bytes += record.value.count + record.key.count
            if isWanted(record) { step.records.append(ConsoleRecord(record, valueLimit: valueLimit)) }
        }
        for event in batch.events {
            switch event {
            case .endOfPartition(let partition, _): if !followsEnd { finish(partition) }
            case .error(let error):
                step.errors.append(error)
                // An outage is waited out, within the reader's time; anything else ends its partition.
                if !error.isUnreachable, let topic = error.topic, let number = error.partition {
                    finish(KafkaTopicPartition(topic: topic, partition: number))
                }
            case .assigned, .revoked, .lost: break
            }
        }
        try pauseFinished(consumer)
        step.isDone = parts.allSatisfy(\.isDone)
        return step
    }

    /// Goes on from the end of partitions whose unread records are more than these.
    /// - Returns: how many were left out.
    func skip(beyond limit: Int64) throws(KafkaError) -> Int64 {
        guard let consumer else { return 0 }
        var skipped: Int64 = 0
        for index in parts.indices {
            let partition = parts[index].span.partition
            guard let end = consumer.cachedWatermarks(partition)?.high, end - parts[index].next > limit else {
                continue
            }
            try consumer.seek(partition, to: end)
            skipped += end - parts[index].next
            parts[index].next = end
        }
        return skipped
    }

    /// Partitions of which something is left to read.
    var unfinished: Set<Int32> { Set(parts.filter { !$0.isDone }.map(\.span.partition.partition)) }

    /// Ends reading; the connections stay for the next time.
    func finish() {
        parts = []
        try? consumer?.unassign()
    }

    /// Lets the connections go.
    func close() {
        parts = []
        consumer?.close()
        consumer = nil
    }

    /// - Returns: whether the record is in its span.
    private func take(_ record: KafkaRecordView) -> Bool {
        // Records come in runs of one partition.
        if !isCurrent(record) {
            guard
                let found = parts.firstIndex(where: {
                    $0.span.partition.partition == record.partition && record.isTopic($0.span.partition.topic)
                })
            else { return false }
            current = found
        }
        if parts[current].isDone { return false }
        parts[current].next = record.offset + 1
        if takesFirstOnly || record.offset + 1 >= parts[current].span.to { parts[current].isDone = true }
        return record.offset < parts[current].span.to
    }

    private func isCurrent(_ record: KafkaRecordView) -> Bool {
        guard current < parts.count else { return false }
        let partition = parts[current].span.partition
        return partition.partition == record.partition && record.isTopic(partition.topic)
    }

    private func finish(_ partition: KafkaTopicPartition) {
        guard let index = parts.firstIndex(where: { $0.span.partition == partition }) else { return }
        parts[index].isDone = true
    }

    /// Nothing more is fetched of what has been read.
    private func pauseFinished(_ consumer: KafkaConsumer) throws(KafkaError) {
        try consumer.pause(parts.filter(\.isDone).map(\.span.partition))
    }
}
