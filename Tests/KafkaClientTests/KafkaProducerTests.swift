import KafkaClient
import Logging
import TestKafka
import Testing

@Suite struct KafkaProducerTests {
    @Test func `every record that was enqueued is counted as delivered and can be read`() throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 2)
        let producer = try KafkaProducer(cluster.configuration(), logger: silent)
        let topic = try producer.topic("clicks")
        for number in 0..<1000 { try producer.put(topic, key: "user-\(number % 7)", "\(number)") }
        #expect(producer.flush(timeout: .seconds(10)))
        #expect(producer.counters == KafkaProducerCounters(enqueued: 1000, delivered: 1000, failed: 0))
        #expect(producer.counters.inFlight == 0)
        producer.close()
        #expect(try readBack(cluster, 1000).map(\.value) == (0..<1000).map(String.init))
    }

    @Test func `a full queue refuses, and there is room again once records are acknowledged`() throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        cluster.setRoundTrip(milliseconds: 100)
        var options = KafkaProducerOptions()
        options.queuedRecords = 10
        let producer = try KafkaProducer(cluster.configuration(), options: options, logger: silent)
        let topic = try producer.topic("clicks")
        let value = [UInt8]("x".utf8)
        var accepted = 0
        try value.withUnsafeBytes { value in
            let key = UnsafeRawBufferPointer(start: nil, count: 0)
            while try producer.enqueue(topic: topic, key: key, value: value) { accepted += 1 }
            #expect(accepted == 10)
            #expect(producer.counters.enqueued == 10)
            #expect(producer.waitForRoom(timeout: .seconds(10)))
            #expect(try producer.enqueue(topic: topic, key: key, value: value))
        }
        producer.close()
        #expect(producer.counters == KafkaProducerCounters(enqueued: 11, delivered: 11, failed: 0))
        #expect(!producer.waitForRoom(timeout: .seconds(1)))
    }

    @Test func `errors of a broker that pass are retried, and nothing is lost or stored twice`() throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        let producer = try KafkaProducer(
            cluster.configuration([("retry.backoff.ms", "10")]), logger: silent)
        let topic = try producer.topic("clicks")
        // NOT_LEADER_FOR_PARTITION, NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT, KAFKA_STORAGE_ERROR
        cluster.fail(.produce, with: [6, 19, 7, 56, 19])
        for number in 0..<200 {
            try producer.put(topic, "\(number)")
            if number % 40 == 0 { _ = producer.flush(timeout: .milliseconds(5)) }
        }
        #expect(producer.flush(timeout: .seconds(20)))
        #expect(producer.counters == KafkaProducerCounters(enqueued: 200, delivered: 200, failed: 0))
        producer.close()
        #expect(try readBack(cluster, 200).map(\.value) == (0..<200).map(String.init))
    }

    @Test func `records wait while brokers are down, and are delivered when they come back`() throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        let lines = LogLines()
        let producer = try KafkaProducer(cluster.configuration(), logger: lines.logger)
        let topic = try producer.topic("clicks")
        try producer.put(topic, "before")
        #expect(producer.flush(timeout: .seconds(10)))
        cluster.stopBrokers()
        for number in 0..<50 { try producer.put(topic, "\(number)") }
        #expect(producer.wait { $0.lastError != nil })
        let error = try #require(producer.lastError)
        #expect(error.retriability == .retriable)
        #expect(!error.isFatal)
        #expect(error.description.contains(cluster.bootstrapServers))
        #expect(!producer.flush(timeout: .milliseconds(300)))
        #expect(producer.counters.inFlight == 50)
        cluster.startBrokers()
        #expect(producer.flush(timeout: .seconds(20)))
        #expect(producer.wait { $0.lastError == nil })
        #expect(producer.counters == KafkaProducerCounters(enqueued: 51, delivered: 51, failed: 0))
        producer.close()
        let said = lines.lines(from: .notice)
        #expect(Set(said).count == said.count, "said twice: \(said)")
        #expect(said.contains("Kafka answers again."))
    }

    @Test func `records that are enqueued before any broker was ever reached are delivered later`() throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 3)
        cluster.stopBrokers()
        let producer = try KafkaProducer(cluster.configuration(), logger: silent)
        let topic = try producer.topic("clicks")
        for number in 0..<20 { try producer.put(topic, "\(number)") }
        #expect(producer.wait { $0.lastError != nil })
        cluster.startBrokers()
        #expect(producer.flush(timeout: .seconds(20)))
        #expect(producer.counters.delivered == 20)
        producer.close()
    }

    @Test func `send comes back with the place where the record is stored`() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        let producer = try KafkaProducer(cluster.configuration(), logger: silent)
        let topic = try producer.topic("clicks")
        for number in 0..<3 {
            let place = try await producer.send(topic: topic, key: [1], value: [UInt8(number)])
            #expect(place == (0, Int64(number)))
        }
        producer.close()
    }

    @Test func `more sends than the queue holds wait for room and all arrive`() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        var options = KafkaProducerOptions()
        options.queuedRecords = 5
        let producer = try KafkaProducer(cluster.configuration(), options: options, logger: silent)
        let topic = try producer.topic("clicks")
        let offsets = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await producer.send(topic: topic, key: nil, value: [UInt8(number)]).offset
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(offsets.sorted() == Array(0..<200))
        producer.close()
    }

    @Test func `a cancelled send returns at once, whether its record is under way or waits for room`()
        async throws
    {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        cluster.stopBrokers()
        var options = KafkaProducerOptions()
        options.queuedRecords = 2
        let producer = try KafkaProducer(cluster.configuration(), options: options, logger: silent)
        let topic = try producer.topic("clicks")
        let sends = (0..<4).map { number in
            Task { try await producer.send(topic: topic, key: nil, value: [UInt8(number)]) }
        }
        while producer.counters.inFlight < 2 { await Task.yield() }
        for send in sends { send.cancel() }
        for send in sends {
            let error = await #expect(throws: KafkaError.self) { try await send.value }
            #expect(error?.isCancelled == true)
        }
        // Those that were under way are sent nevertheless.
        cluster.startBrokers()
        #expect(producer.wait { $0.counters.delivered == 2 })
        producer.close()
        #expect(producer.counters == KafkaProducerCounters(enqueued: 2, delivered: 2, failed: 0))
    }

    @Test func `close gives up after its time, and whoever waits is told`() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        cluster.stopBrokers()
        var options = KafkaProducerOptions()
        options.closeTimeout = .milliseconds(200)
        let lines = LogLines()
        let producer = try KafkaProducer(cluster.configuration(), options: options, logger: lines.logger)
        let topic = try producer.topic("clicks")
        async let send = producer.send(topic: topic, key: nil, value: [1])
        while producer.counters.inFlight == 0 { await Task.yield() }
        producer.close()
        do {
            _ = try await send
            Issue.record("a record was acknowledged by a broker that is down")
        } catch {
            #expect((error as? KafkaError)?.name == "_PURGE_QUEUE")
        }
        #expect(producer.counters == KafkaProducerCounters(enqueued: 1, delivered: 0, failed: 1))
        #expect(lines.all.contains { $0.contains("1 records were not acknowledged") })
        #expect(throws: KafkaError.self) { try producer.put(topic, "late") }
        await #expect(throws: KafkaError.self) {
            try await producer.send(topic: topic, key: nil, value: [1])
        }
        producer.close()
    }

    @Test func `a fatal error of the idempotent producer is told, and nobody waits for ever`() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        let producer = try KafkaProducer(cluster.configuration(), logger: silent)
        let topic = try producer.topic("clicks")
        // OUT_OF_ORDER_SEQUENCE_NUMBER of the first record that is under way: a record before it is missing.
        cluster.fail(.produce, with: [45])
        let error = await #expect(throws: KafkaError.self) {
            try await producer.send(topic: topic, key: nil, value: [1])
        }
        #expect(error?.isFatal == true, "\(String(describing: error))")
        #expect(producer.wait { $0.lastError?.isFatal == true })
        let later = #expect(throws: KafkaError.self) { try producer.put(topic, "later") }
        #expect(later?.isFatal == true)
        producer.close()
    }

    @Test func `a record that is too large is refused at once`() throws {
        let cluster = try MockCluster()
        let producer = try KafkaProducer(cluster.configuration(), logger: silent)
        let topic = try producer.topic("clicks")
        let large = String(repeating: "x", count: 2_000_000)
        let error = #expect(throws: KafkaError.self) { try producer.put(topic, large) }
        #expect(error?.name == "MSG_SIZE_TOO_LARGE")
        #expect(error?.retriability == .permanent)
        #expect(error?.topic == "clicks")
        #expect(producer.counters == KafkaProducerCounters(enqueued: 0, delivered: 0, failed: 0))
        producer.close()
    }

    @Test func `a producer that nobody closed still sends what it took`() throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        do {
            let producer = try KafkaProducer(cluster.configuration(), logger: silent)
            let topic = try producer.topic("clicks")
            for number in 0..<100 { try producer.put(topic, "\(number)") }
        }
        #expect(try readBack(cluster, 100).count == 100)
    }

    @Test func `null, empty and other keys and values stay apart, and timestamps are kept`() async throws {
        let cluster = try MockCluster()
        cluster.createTopic("clicks", partitions: 1)
        let producer = try KafkaProducer(cluster.configuration(), logger: silent)
        let topic = try producer.topic("clicks")
        _ = try await producer.send(topic: topic, key: nil, value: [], timestamp: 1_000)
        _ = try await producer.send(topic: topic, key: [], value: nil, timestamp: 2_000)
        _ = try await producer.send(topic: topic, key: [7], value: [8, 9], timestamp: 3_000)
        producer.close()
        let consumer = try KafkaConsumer(cluster.configuration(), group: nil, logger: silent)
        try consumer.assign([(KafkaTopicPartition(topic: "clicks", partition: 0), offset: 0)])
        var seen: [String] = []
        while seen.count < 3 {
            let batch = try consumer.poll(maximumRecords: 10, timeout: .seconds(5))
            for index in 0..<batch.count {
                let record = batch.record(at: index)
                let key = record.hasKey ? "\(Array(record.key))" : "nil"
                let value = record.isTombstone ? "nil" : "\(Array(record.value))"
                seen.append("\(record.topic) \(key) \(value) \(record.timestamp)")
                #expect(record.isTopic("clicks"))
                #expect(!record.isTopic("click"))
                #expect(!record.isTopic("clicks2"))
            }
        }
        #expect(seen == ["clicks nil [] 1000", "clicks [] nil 2000", "clicks [7] [8, 9] 3000"])
        consumer.close()
    }

    /// All records of the topic in the order of their numbers.
    private func readBack(_ cluster: MockCluster, _ count: Int) throws -> [Read] {
        let consumer = try KafkaConsumer(
            cluster.configuration(), group: nil,
            options: KafkaConsumerOptions(reportsEndOfPartition: true), logger: silent)
        defer { consumer.close() }
        let partitions = (0..<2).map { KafkaTopicPartition(topic: "clicks", partition: $0) }
        try consumer.assign(partitions.map { ($0, offset: KafkaOffset.beginning) })
        let records = try consumer.read(count)
        return records.sorted { (Int($0.value) ?? 0) < (Int($1.value) ?? 0) }
    }
}
