import DedicatedThread
import KafkaClient
import Logging
import TestKafka
import Testing

@Suite struct KafkaConsumerTests {
    private let first = KafkaTopicPartition(topic: "clicks", partition: 0)
    private let second = KafkaTopicPartition(topic: "clicks", partition: 1)

    @Test func `records come in order, and the end of each partition is told`() throws {
        let cluster = try filled(partitions: 2, records: 500)
        let consumer = try reader(cluster, KafkaConsumerOptions(reportsEndOfPartition: true))
        try consumer.assign([(first, offset: 0), (second, offset: KafkaOffset.beginning)])
        #expect(consumer.assignment == [first, second])
        var records: [Read] = []
        var events: [KafkaConsumerEvent] = []
        try consumer.read(into: &records, events: &events) { $1.count >= 2 }
        #expect(records.count == 1000)
        for partition in [first, second] {
            let offsets = records.filter { $0.partition == partition.partition }.map(\.offset)
            #expect(offsets == Array(0..<500))
            #expect(events.contains(.endOfPartition(partition, offset: 500)))
        }
        #expect(try consumer.watermarks(first, timeout: .seconds(5)) == (low: 0, high: 500))
        consumer.close()
    }

    @Test func `reading goes on from where a seek says, back and forth`() throws {
        let cluster = try filled(partitions: 1, records: 1000)
        let consumer = try reader(cluster)
        try consumer.assign([(first, offset: 990)])
        #expect(try consumer.read(10).map(\.offset) == Array(990..<1000))
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let offset = Int64.random(in: 0..<1000, using: &random)
            try consumer.seek(first, to: offset)
            let read = try consumer.read(1).map(\.offset)
            #expect(read == Array(offset..<(offset + Int64(read.count))))
        }
        try consumer.seek(first, to: KafkaOffset.beginning)
        #expect(try consumer.read(1).first?.offset == 0)
        consumer.close()
    }

    @Test func `a seek right behind an assignment works`() throws {
        let cluster = try filled(partitions: 1, records: 100)
        let consumer = try reader(cluster)
        try consumer.assign([(first, offset: KafkaOffset.beginning)])
        try consumer.seek(first, to: 50)
        #expect(try consumer.read(50).map(\.offset) == Array(50..<100))
        consumer.close()
    }

    @Test func `a partition that is not assigned cannot be sought in`() throws {
        let cluster = try filled(partitions: 1, records: 1)
        let consumer = try reader(cluster)
        let error = #expect(throws: KafkaError.self) { try consumer.seek(first, to: 0) }
        #expect(error?.name == "_STATE")
        #expect(error?.partition == 0)
        consumer.close()
    }

    @Test func `a pause hands out nothing, and after it nothing is missing or twice`() throws {
        let cluster = try filled(partitions: 2, records: 1000)
        let consumer = try reader(cluster)
        try consumer.assign([(first, offset: 0), (second, offset: 0)])
        var records: [Read] = []
        var isPaused = false
        while records.count < 2000 {
            let batch = try consumer.poll(maximumRecords: 37, timeout: .milliseconds(20))
            for index in 0..<batch.count {
                let record = Read(batch.record(at: index))
                if isPaused { #expect(record.partition == 1) }
                records.append(record)
            }
            isPaused.toggle()
            // Once the other partition is through, only the first one is left to read.
            if records.filter({ $0.partition == 1 }).count == 1000 { isPaused = false }
            if isPaused { try consumer.pause([first]) } else { try consumer.resume([first]) }
        }
        for partition: Int32 in 0...1 {
            #expect(records.filter { $0.partition == partition }.map(\.offset) == Array(0..<1000))
        }
        consumer.close()
    }

    @Test func `an assignment ends a pause`() throws {
        let cluster = try filled(partitions: 1, records: 10)
        let consumer = try reader(cluster)
        try consumer.assign([(first, offset: 0)])
        try consumer.pause([first])
        try consumer.unassign()
        #expect(consumer.assignment == [])
        try consumer.assign([(first, offset: 5)])
        #expect(try consumer.read(5).map(\.offset) == Array(5..<10))
        consumer.close()
    }

    @Test func `after a new assignment come only records of the new one`() throws {
        let cluster = try filled(partitions: 2, records: 1000)
        let consumer = try reader(cluster)
        for round in 0..<30 {
            let wanted = round.isMultiple(of: 2) ? first : second
            let start = Int64((round * 131) % 900)
            try consumer.assign([(wanted, offset: start)])
            let read = try consumer.read(20)
            #expect(read.allSatisfy { $0.partition == wanted.partition })
            #expect(read.map(\.offset) == Array(start..<(start + Int64(read.count))))
        }
        consumer.close()
    }

    @Test func `a batch may outlive the next poll and the consumer`() throws {
        let cluster = try filled(partitions: 1, records: 20)
        let batch = try firstBatch(cluster)
        var offsets: [Int64] = []
        for index in 0..<batch.count { offsets.append(batch.record(at: index).offset) }
        #expect(!offsets.isEmpty)
        #expect(offsets == Array(0..<Int64(offsets.count)))
    }

    /// The first records of a consumer that polls once more, and is closed and gone.
    private func firstBatch(_ cluster: MockCluster) throws -> KafkaConsumerBatch {
        let consumer = try reader(cluster)
        defer { consumer.close() }
        try consumer.assign([(first, offset: 0)])
        while true {
            let batch = try consumer.poll(maximumRecords: 5, timeout: .seconds(5))
            if batch.count == 0 { continue }
            _ = try consumer.poll(maximumRecords: 5, timeout: .milliseconds(10))
            return batch
        }
    }

    @Test func `a blocked poll returns when it is woken`() async throws {
        let cluster = try filled(partitions: 1, records: 0)
        let consumer = try reader(cluster)
        try consumer.assign([(first, offset: KafkaOffset.end)])
        let waker = consumer.waker
        let start = ContinuousClock.now
        let waking = Task(executorPreference: DedicatedThread(name: "waker")) {
            while ContinuousClock.now - start < .milliseconds(100) { await Task.yield() }
            waker.wake()
        }
        let batch = try consumer.poll(maximumRecords: 10, timeout: .seconds(60))
        let isEmpty = batch.isEmpty
        #expect(isEmpty)
        #expect(ContinuousClock.now - start < .seconds(30))
        consumer.close()
        await waking.value
        waker.wake()
    }

    @Test func `a wake that comes before the poll is not lost`() throws {
        let cluster = try filled(partitions: 1, records: 0)
        let consumer = try reader(cluster)
        try consumer.assign([(first, offset: KafkaOffset.end)])
        consumer.waker.wake()
        let start = ContinuousClock.now
        let batch = try consumer.poll(maximumRecords: 10, timeout: .seconds(60))
        let isEmpty = batch.isEmpty
        #expect(isEmpty)
        #expect(ContinuousClock.now - start < .seconds(30))
        consumer.close()
    }

    @Test func `a queue that was full is filled again at once`() throws {
        let cluster = try filled(partitions: 1, records: 5000)
        let consumer = try KafkaConsumer(
            cluster.configuration([("queued.min.messages", "500"), ("fetch.message.max.bytes", "4096")]),
            group: nil, logger: silent)
        try consumer.assign([(first, offset: 0)])
        let start = ContinuousClock.now
        #expect(try consumer.read(5000).map(\.offset) == Array(0..<5000))
        // Without being woken librdkafka stands still for a second after each 500 records.
        #expect(ContinuousClock.now - start < .seconds(4))
        consumer.close()
    }

    @Test func `brokers that are away are an event, told once, and reading goes on when they are back`()
        throws
    {
        let cluster = try filled(partitions: 1, records: 10)
        let lines = LogLines()
        let consumer = try KafkaConsumer(cluster.configuration(), group: nil, logger: lines.logger)
        try consumer.assign([(first, offset: 0)])
        #expect(try consumer.read(10).count == 10)
        cluster.stopBrokers()
        var records: [Read] = []
        var events: [KafkaConsumerEvent] = []
        try consumer.read(into: &records, events: &events) { $1.count >= 2 }
        let errors = events.compactMap { if case .error(let error) = $0 { error } else { nil } }
        #expect(errors.count == events.count)
        #expect(errors.allSatisfy { $0.retriability == .retriable })
        #expect(errors.contains { $0.description.contains(cluster.bootstrapServers) })
        cluster.startBrokers()
        try fill(cluster, partitions: 1, records: 10)
        #expect(try consumer.read(10).map(\.offset) == Array(10..<20))
        consumer.close()
        let said = lines.lines(from: .notice)
        #expect(said.contains("Kafka answers again."))
        #expect(Set(said).count == said.count, "said twice: \(said)")
    }

    @Test func `a topic that does not exist is an event`() throws {
        let cluster = try MockCluster()
        cluster.setError(ofTopic: "missing", 3)
        let consumer = try KafkaConsumer(cluster.configuration(), group: "sink", logger: silent)
        try consumer.subscribe(["missing"])
        var records: [Read] = []
        var events: [KafkaConsumerEvent] = []
        try consumer.read(into: &records, events: &events) { $1.count >= 1 }
        guard case .error(let error)? = events.first else {
            Issue.record("no error event: \(events)")
            return
        }
        #expect(error.isUnknownTopic, "\(error)")
        consumer.close()
    }

    @Test
    func `a log that ends before the position is a permanent error, told once, and nothing of it comes`()
        throws
    {
        let cluster = try filled(partitions: 2, records: 10)
        let consumer = try reader(cluster, KafkaConsumerOptions(reportsEndOfPartition: true))
        try consumer.assign([(first, offset: 1000), (second, offset: 5)])
        var records: [Read] = []
        var events: [KafkaConsumerEvent] = []
        try consumer.read(into: &records, events: &events) { _, events in
            events.contains { if case .error = $0 { true } else { false } } && events.count >= 2
        }
        let errors = events.compactMap { if case .error(let error) = $0 { error } else { nil } }
        #expect(errors.map(\.name) == ["OFFSET_OUT_OF_RANGE"])
        #expect(errors.first?.retriability == .permanent)
        #expect(errors.first?.partition == 0)
        #expect(events.contains(.endOfPartition(second, offset: 10)))
        #expect(records.map(\.offset) == [5, 6, 7, 8, 9])
        #expect(records.allSatisfy { $0.partition == 1 })
        try consumer.seek(first, to: 0)
        #expect(try consumer.read(10).map(\.offset) == Array(0..<10))
        consumer.close()
    }

    @Test func `a closed consumer refuses to read`() throws {
        let cluster = try MockCluster()
        let consumer = try reader(cluster)
        consumer.close()
        consumer.close()
        let error = #expect(throws: KafkaError.self) {
            _ = try consumer.poll(maximumRecords: 1, timeout: .zero)
        }
        #expect(error?.isFatal == true)
    }

    private func reader(
        _ cluster: MockCluster, _ options: KafkaConsumerOptions = KafkaConsumerOptions()
    ) throws -> KafkaConsumer {
        try KafkaConsumer(cluster.configuration(), group: nil, options: options, logger: silent)
    }
}

/// A cluster whose topic "clicks" holds so many records in each partition.
func filled(partitions: Int32, records: Int) throws -> MockCluster {
    let cluster = try MockCluster()
    cluster.createTopic("clicks", partitions: partitions)
    try fill(cluster, partitions: partitions, records: records)
    return cluster
}

/// Adds so many records to each partition of the topic "clicks".
func fill(_ cluster: MockCluster, partitions: Int32, records: Int) throws {
    if records == 0 { return }
    let producer = try KafkaProducer(cluster.configuration(), logger: silent)
    let topic = try producer.topic("clicks")
    for number in 0..<records {
        for partition in 0..<partitions { try producer.put(topic, partition: partition, "\(number)") }
    }
    producer.close()
    let delivered = producer.counters.delivered
    precondition(delivered == records * Int(partitions), "only \(delivered) records were stored")
}
