import KafkaClient
import TestKafka

extension MockCluster {
    func configuration(_ properties: [(name: String, value: String)] = []) -> KafkaClientConfiguration {
        KafkaClientConfiguration(bootstrapServers: bootstrapServers, properties: properties)
    }
}

extension KafkaProducer {
    /// Enqueues a record with a text as its value, waiting for room where there is none.
    func put(
        _ topic: KafkaProducerTopic, key: String? = nil, partition: Int32? = nil, _ value: String
    ) throws {
        var value = value
        var key = key
        try value.withUTF8 { value in
            while true {
                let isEnqueued = try key.withBytes { key in
                    try enqueue(
                        topic: topic, key: key, value: UnsafeRawBufferPointer(value), partition: partition)
                }
                if isEnqueued { return }
                _ = waitForRoom(timeout: .seconds(5))
            }
        }
    }

    /// Blocks until the counters say so.
    func wait(upTo limit: Duration = .seconds(20), until isTrue: (KafkaProducer) -> Bool) -> Bool {
        let deadline = ContinuousClock.now + limit
        while !isTrue(self) {
            if ContinuousClock.now > deadline { return false }
            _ = waitForRoom(timeout: .milliseconds(20))
        }
        return true
    }
}

extension String? {
    mutating func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        guard var text = self else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }
}

/// A record that a test keeps.
struct Read: Hashable {
    var partition: Int32
    var offset: Int64
    var value: String
}

extension KafkaConsumer {
    /// Polls until `isDone`, answering rebalances: assigned partitions start at `start`.
    func read(
        from start: Int64 = KafkaOffset.beginning, upTo limit: Duration = .seconds(20),
        into records: inout [Read], events: inout [KafkaConsumerEvent],
        until isDone: ([Read], [KafkaConsumerEvent]) -> Bool
    ) throws {
        let deadline = ContinuousClock.now + limit
        while !isDone(records, events), ContinuousClock.now < deadline {
            let batch = try poll(maximumRecords: 1000, timeout: .milliseconds(50))
            for index in 0..<batch.count { records.append(Read(batch.record(at: index))) }
            events += batch.events
            for event in batch.events {
                switch event {
                case .assigned(let partitions): try assign(partitions.map { ($0, offset: start) })
                case .revoked, .lost: try unassign()
                case .endOfPartition, .error: break
                }
            }
        }
    }

    /// Reads until there are so many records.
    func read(_ count: Int, from start: Int64 = KafkaOffset.beginning) throws -> [Read] {
        var records: [Read] = []
        var events: [KafkaConsumerEvent] = []
        try read(from: start, into: &records, events: &events) { records, _ in records.count >= count }
        return records
    }
}

extension Read {
    init(_ record: KafkaRecordView) {
        self.init(
            partition: record.partition, offset: record.offset,
            value: String(decoding: record.value, as: UTF8.self))
    }
}
