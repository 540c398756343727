import KafkaBroker
import KafkaLog
import KafkaProtocol
import KafkaRecords
import Logging
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Transactions in trouble` {
    @Test func `at the limit of positions a transaction hears it before it is decided, and ends`()
        async throws
    {
        try await TestBroker.with(configure: { $0.limits.committedOffsets = 1 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                #expect(try await client.commit(1, group: "g", topic: "t") == .none)
                #expect(try await client.commit(1, group: "h", topic: "t") == .policyViolation)
                // What is known already takes no more room.
                #expect(try await client.commit(2, group: "g", topic: "t") == .none)
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                _ = try await producer.addGroup("g")
                _ = try await producer.addGroup("h")
                #expect(try await producer.commit(5, group: "h", topic: "t") == .policyViolation)
                #expect(try await producer.commit(5, group: "g", topic: "t") == .none)
                #expect(try await producer.end(commit: true) == .none)
                #expect(try await client.committed(group: "g", topic: "t").committedOffset == 5)
            }
        }
    }

    @Test func `what is decided is carried out though the limit was reached meanwhile`() async throws {
        try await TestBroker.with(configure: { $0.limits.committedOffsets = 1 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                _ = try await producer.addGroup("h")
                #expect(try await producer.commit(5, group: "h", topic: "t") == .none)
                #expect(try await client.commit(1, group: "g", topic: "t") == .none)
                #expect(try await producer.end(commit: true) == .none)
                #expect(try await client.committed(group: "h", topic: "t").committedOffset == 5)
            }
        }
    }

    @Test func `a transaction ends in a topic whose batches may be no larger than nothing`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                _ = try await producer.add("t")
                _ = try await producer.produce(["a"], to: "t", sequence: 0)
                #expect(try await client.alter("t", [("max.message.bytes", .set, "10")]) == .none)
                #expect(try await producer.end(commit: true) == .none)
                #expect(try await client.committed("t") == ["a"])
            }
        }
    }

    @Test func `a batch outside of transactions does not shut out the transactional producer`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                for isOpen in [false, true] {
                    if isOpen { _ = try await producer.add("t") }
                    var builder = RecordBatchBuilder(
                        producerID: producer.producerID, producerEpoch: .max, baseSequence: 0)
                    builder.append(timestamp: 1, key: nil, value: [1])
                    let request = produceRequest(builder.finish(), to: "t")
                    guard case .produce(let response) = try await client.call(.produce(request)) else {
                        throw TestClient.Closed()
                    }
                    #expect(response.topics[0].partitions[0].errorCode == .invalidTransactionState)
                }
                #expect(try await producer.produce(["a"], to: "t", sequence: 0) == .none)
                #expect(try await producer.end(commit: true) == .none)
                #expect(try await client.committed("t") == ["a"])
            }
        }
    }

    @Test func `only the markers that could not be written are tried again`() async throws {
        let disk = FailingDisk()
        try await TestBroker.with(configure: {
            $0.fileSystem = disk
            $0.transactionCheckInterval = .milliseconds(20)
        }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", partitions: 2)
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                for partition: Int32 in 0...1 {
                    _ = try await producer.add("t", partition)
                    _ = try await producer.produce(["a"], to: "t", partition, sequence: 0)
                }
                disk.fail("/t-1/")
                #expect(try await producer.end(commit: true) == .coordinatorNotAvailable)
                #expect(try await client.committed("t") == ["a"])
                disk.heal()
                while true {
                    let error = try await producer.end(commit: true)
                    if error == .none { break }
                    #expect(error == .concurrentTransactions)
                }
                #expect(try await client.committed("t", partition: 1) == ["a"])
                // A record and one marker each.
                for partition: Int32 in 0...1 {
                    let answer = try await client.fetch("t", from: 0) {
                        $0.topics[0].partitions[0].index = partition
                    }
                    #expect(answer.highWatermark == 2)
                }
            }
        }
    }

    @Test func `a transaction takes so many bytes and no more, and ends all the same`() async throws {
        try await TestBroker.with(configure: { $0.limits.transactionBytes = 400 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                let names = (0..<4).map { "t\($0)" + String(repeating: "x", count: 100) }
                for name in names { _ = try await client.createTopic(name) }
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                #expect(try await producer.add(names[0]) == .none)
                #expect(try await producer.add(names[1]) == .none)
                #expect(try await producer.add(names[2]) == .policyViolation)
                let group = String(repeating: "g", count: 400)
                #expect(try await producer.addGroup(group) == .policyViolation)
                #expect(try await producer.produce(["a"], to: names[0], sequence: 0) == .none)
                #expect(try await producer.end(commit: true) == .none)
                #expect(try await client.committed(names[0]) == ["a"])
            }
        }
    }

    @Test func `all transactional ids together take so many bytes and no more`() async throws {
        try await TestBroker.with(configure: { $0.limits.transactionStateBytes = 300 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                var first = TransactionalProducer(client, "first")
                let started = try await first.start()
                #expect(started == .none)
                var long = TransactionalProducer(client, String(repeating: "x", count: 200))
                #expect(try await long.start() == .policyViolation)
                var second = TransactionalProducer(client, "second")
                #expect(try await second.start() == .none)
                #expect(try await first.start() == .none)
            }
        }
    }

    @Test func `a topic that is made again under its name is none of the transaction's`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                _ = try await producer.add("t")
                _ = try await producer.produce(["old"], to: "t", sequence: 0)
                let request = DeleteTopicsRequest {
                    $0.topics = [DeleteTopicsRequest.Topic { $0.name = "t" }]
                }
                _ = try await client.call(.deleteTopics(request))
                _ = try await client.createTopic("t")
                #expect(try await producer.produce(["new"], to: "t", sequence: 1) == .invalidTransactionState)
                #expect(try await producer.end(commit: true) == .none)
                // Not even a marker.
                #expect(try await client.fetch("t", from: 0).highWatermark == 0)
            }
        }
    }

    @Test func `who is fenced off hears it in words that the request's version has`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                var old = TransactionalProducer(client, "x")
                _ = try await old.start()
                var new = TransactionalProducer(client, "x")
                _ = try await new.start()
                #expect(try await old.start(keepingIdentity: true, version: 3) == .invalidProducerEpoch)
                #expect(try await old.start(keepingIdentity: true, version: 4) == .producerFenced)
                // An id that the broker does not know (any more) starts over.
                var forgotten = TransactionalProducer(client, "y")
                (forgotten.producerID, forgotten.epoch) = (12_345, 6)
                #expect(try await forgotten.start(keepingIdentity: true) == .none)
                #expect(forgotten.producerID != 12_345 && forgotten.epoch == 0)
            }
        }
    }

    @Test func `a producer that starts while the disk is full is told to wait`() async throws {
        let disk = FailingDisk()
        try await TestBroker.with(configure: { $0.fileSystem = disk }) { broker in
            try await TestClient.with(port: broker.port) { client in
                var producer = TransactionalProducer(client, "x")
                for part in ["/metadata/", "/producer-ids", "/__transaction_state-0/"] {
                    disk.fail(part)
                    let refused = try await producer.start()
                    #expect(refused == .coordinatorNotAvailable, "\(part)")
                    disk.heal()
                }
                #expect(try await producer.start() == .none)
                disk.fail("/producer-ids")
                // Ids that are set aside already can still be handed out.
                #expect(try await producer.start() == .none)
            }
        }
    }

    @Test func `a transaction that cannot be read stops the start, and is not taken for none`() async throws {
        try await withTemporaryDirectory { directory in
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    var producer = TransactionalProducer(client, "x")
                    _ = try await producer.start()
                }
            }
            let data = try LogDirectory.open(
                path: directory, configuration: LogConfiguration(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            var builder = RecordBatchBuilder()
            builder.append(timestamp: 1, key: [0, 0, 0, 1, 0x78], value: [1, 2, 3])
            try data.partition(topic: "__transaction_state", index: 0)?.append(builder.finish(), now: 1)
            data.close()
            let error = await #expect(throws: KafkaBrokerError.self) {
                _ = try await TestBroker.start(in: directory)
            }
            #expect(error?.description.contains("the record of transactional id x cannot be read") == true)
        }
    }

    @Test func `nobody makes the broker's own topics for it`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                for name in ["__transaction_state", "__consumer_offsets"] {
                    #expect(try await client.createTopic(name, partitions: 3) == .invalidRequest)
                }
                let request = MetadataRequest {
                    $0.topics = [MetadataRequest.Topic { $0.name = "__transaction_state" }]
                    $0.allowAutoTopicCreation = true
                }
                guard case .metadata(let response) = try await client.call(.metadata(request)) else {
                    throw TestClient.Closed()
                }
                #expect(response.topics[0].errorCode == .unknownTopicOrPartition)
                var producer = TransactionalProducer(client, "x")
                #expect(try await producer.start() == .none)
                let configs = try await client.configs("__transaction_state")
                #expect(configs["cleanup.policy"]?.value == "compact")
            }
        }
    }

    @Test func `records are deleted up to one offset of a partition, not two`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", partitions: 2)
                _ = try await client.produce(["a", "b", "c"], to: "t")
                let request = DeleteRecordsRequest {
                    $0.topics = [
                        DeleteRecordsRequest.Topic {
                            $0.name = "t"
                            $0.partitions = ([(0, 1), (1, 0), (0, 2)] as [(Int32, Int64)]).map {
                                index, offset in
                                DeleteRecordsRequest.Partition {
                                    $0.index = index
                                    $0.offset = offset
                                }
                            }
                        }
                    ]
                }
                guard case .deleteRecords(let response) = try await client.call(.deleteRecords(request))
                else { throw TestClient.Closed() }
                let errors = response.topics[0].partitions.map(\.errorCode)
                #expect(errors == [.invalidRequest, .none, .invalidRequest])
                #expect(try await client.fetch("t", from: 0).logStartOffset == 0)
            }
        }
    }
}
