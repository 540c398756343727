import Foundation
import KafkaBroker
import KafkaProtocol
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Transactions over the wire` {
    @Test func `what is committed is seen, what is aborted is not, and what is open is waited for`()
        async throws
    {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", partitions: 2)
                var producer = TransactionalProducer(client, "x")
                #expect(try await producer.start() == .none)
                #expect(try await producer.add("t") == .none)
                #expect(try await producer.add("t", 1) == .none)
                #expect(try await producer.produce(["a", "b"], to: "t", sequence: 0) == .none)
                #expect(try await producer.produce(["c"], to: "t", 1, sequence: 0) == .none)
                _ = try await client.produce(["behind"], to: "t")
                // Open: nobody sees it who wants committed records, nor what lies behind.
                #expect(try await client.committed("t") == [])
                #expect(try await client.fetch("t", from: 0).values().map(\.value) == ["a", "b", "behind"])
                let open = try await client.fetch("t", from: 0) { $0.isolationLevel = 1 }
                #expect(open.lastStableOffset == 0 && open.highWatermark == 3)
                #expect(try await producer.end(commit: true) == .none)
                #expect(try await client.committed("t") == ["a", "b", "behind"])
                #expect(try await client.committed("t", partition: 1) == ["c"])

                #expect(try await producer.add("t") == .none)
                #expect(try await producer.produce(["gone"], to: "t", sequence: 2) == .none)
                #expect(try await producer.end(commit: false) == .none)
                _ = try await client.produce(["after"], to: "t")
                #expect(try await client.committed("t") == ["a", "b", "behind", "after"])
                // A marker has an offset, and is no record.
                let all = try await client.fetch("t", from: 0)
                #expect(all.abortedTransactions == nil)
                #expect(try await client.listOffset("t", at: -1).offset == 7)
            }
        }
    }

    @Test func `a waiting consumer of committed records hears of the commit`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                _ = try await producer.add("t")
                _ = try await producer.produce(["a"], to: "t", sequence: 0)
                try await TestClient.with(port: broker.port) { consumer in
                    var request = fetchRequest("t", from: 0, wait: 60_000)
                    request.isolationLevel = 1
                    try await consumer.send(.fetch(request), version: 12)
                    #expect(try await producer.end(commit: true) == .none)
                    guard case (_, .fetch(let response)) = try await consumer.receive(.fetch, version: 12)
                    else { throw TestClient.Closed() }
                    #expect(response.topics[0].partitions[0].lastStableOffset == 2)
                    let values = try response.topics[0].partitions[0].values()
                    #expect(values.first?.value == "a")
                }
            }
        }
    }

    @Test func `a transaction, open or decided, survives a restart`() async throws {
        try await withTemporaryDirectory { directory in
            let identity = try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t")
                    var aborted = TransactionalProducer(client, "aborted")
                    _ = try await aborted.start()
                    _ = try await aborted.add("t")
                    _ = try await aborted.produce(["gone"], to: "t", sequence: 0)
                    _ = try await aborted.end(commit: false)
                    var open = TransactionalProducer(client, "open")
                    _ = try await open.start()
                    _ = try await open.add("t")
                    _ = try await open.produce(["a"], to: "t", sequence: 0)
                    _ = try await open.addGroup("g")
                    _ = try await open.commit(7, group: "g", topic: "t")
                    #expect(try await client.committed("t") == [])
                    return (open.producerID, open.epoch)
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let before = try await client.committed("t")
                    #expect(before == [])
                    var producer = TransactionalProducer(client, "open")
                    (producer.producerID, producer.epoch) = identity
                    #expect(try await producer.produce(["b"], to: "t", sequence: 1) == .none)
                    #expect(try await producer.end(commit: true) == .none)
                    #expect(try await client.committed("t") == ["a", "b"])
                    #expect(try await client.committed(group: "g", topic: "t").committedOffset == 7)
                }
            }
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let kept = try await client.committed("t")
                    #expect(kept == ["a", "b"])
                    // The same end again, from a client that missed the answer.
                    var producer = TransactionalProducer(client, "open")
                    (producer.producerID, producer.epoch) = identity
                    #expect(try await producer.end(commit: true) == .none)
                    #expect(try await producer.end(commit: false) == .invalidTransactionState)
                }
            }
        }
    }

    /// The files as a process leaves them that is killed at some moment of many transactions.
    @Test func `after a kill each transaction is there as a whole, or not at all`() async throws {
        try await withTemporaryDirectory { directory in
            let running = directory + "/running"
            var copies: [String] = []
            try await TestBroker.with(in: running) { broker in
                try await TestClient.with(port: broker.port) { client in
                    _ = try await client.createTopic("t", partitions: 2)
                    var producer = TransactionalProducer(client, "x")
                    _ = try await producer.start()
                    for number in 0..<12 {
                        for partition: Int32 in [0, 1] {
                            _ = try await producer.add("t", partition)
                            let error = try await producer.produce(
                                ["\(number)"], to: "t", partition, sequence: Int32(number))
                            #expect(error == .none)
                        }
                        if number % 3 == 1 {
                            copies.append("\(directory)/killed-\(number)")
                            try FileManager.default.copyItem(
                                atPath: running, toPath: copies[copies.count - 1])
                        }
                        #expect(try await producer.end(commit: number % 2 == 0) == .none)
                    }
                }
            }
            for (index, copy) in copies.enumerated() {
                try await TestBroker.with(in: copy) { broker in
                    try await TestClient.with(port: broker.port) { client in
                        let ended = 3 * index + 1
                        let expected = (0..<ended).filter { $0 % 2 == 0 }.map { "\($0)" }
                        #expect(try await client.committed("t") == expected)
                        #expect(try await client.committed("t", partition: 1) == expected)
                        // A new instance ends what was open, and nothing waits any more.
                        var producer = TransactionalProducer(client, "x")
                        #expect(try await producer.start() == .none)
                        _ = try await client.produce(["after"], to: "t")
                        #expect(try await client.committed("t") == expected + ["after"])
                    }
                }
            }
        }
    }

    @Test func `positions become the group's with the commit, and are forgotten with an abort`() async throws
    {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                _ = try await client.commit(1, group: "g", topic: "t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                for (offset, isCommit) in [(5, false), (9, true)] as [(Int64, Bool)] {
                    let before = try await client.committed(group: "g", topic: "t").committedOffset
                    let early = try await producer.commit(offset, group: "g", topic: "t")
                    #expect(early == .invalidTransactionState)
                    #expect(try await producer.addGroup("g") == .none)
                    #expect(try await producer.commit(offset, group: "g", topic: "t") == .none)
                    #expect(try await client.committed(group: "g", topic: "t").committedOffset == before)
                    let stable = OffsetFetchRequest {
                        $0.groups = [
                            OffsetFetchRequest.Group {
                                $0.groupID = "g"
                                $0.topics = [
                                    OffsetFetchRequest.Topic {
                                        $0.name = "t"
                                        $0.partitions = [0]
                                    }
                                ]
                            }
                        ]
                        $0.requireStable = true
                    }
                    guard case .offsetFetch(let waiting) = try await client.call(.offsetFetch(stable)) else {
                        throw TestClient.Closed()
                    }
                    #expect(waiting.groups[0].topics[0].partitions[0].errorCode == .unstableOffsetCommit)
                    #expect(try await producer.end(commit: isCommit) == .none)
                    let after = try await client.committed(group: "g", topic: "t").committedOffset
                    #expect(after == (isCommit ? offset : before))
                }
            }
        }
    }

    @Test func `a new instance fences the old one off, in every partition`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var old = TransactionalProducer(client, "x")
                _ = try await old.start()
                _ = try await old.add("t")
                _ = try await old.produce(["old"], to: "t", sequence: 0)
                var new = TransactionalProducer(client, "x")
                #expect(try await new.start() == .none)
                #expect(new.producerID == old.producerID && new.epoch > old.epoch)
                #expect(try await client.committed("t") == [])
                #expect(try await old.produce(["zombie"], to: "t", sequence: 1) == .invalidProducerEpoch)
                #expect(try await old.add("t") == .producerFenced)
                #expect(try await old.end(commit: true) == .producerFenced)
                _ = try await new.add("t")
                #expect(try await new.produce(["new"], to: "t", sequence: 0) == .none)
                #expect(try await new.end(commit: true) == .none)
                #expect(try await client.committed("t") == ["new"])
            }
        }
    }

    @Test func `a transaction that takes too long is aborted by itself`() async throws {
        try await TestBroker.with(configure: { $0.transactionCheckInterval = .milliseconds(20) }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start(timeout: 100)
                _ = try await producer.add("t")
                _ = try await producer.produce(["late"], to: "t", sequence: 0)
                _ = try await client.produce(["after"], to: "t")
                while try await client.committed("t") != ["after"] { await Task.yield() }
                #expect(try await producer.end(commit: true) == .producerFenced)
                // It can start over with the identity that it has.
                while try await producer.start(keepingIdentity: true) == .concurrentTransactions {
                    await Task.yield()
                }
                #expect(producer.epoch == 1)
                _ = try await producer.add("t")
                #expect(try await producer.produce(["again"], to: "t", sequence: 0) == .none)
                #expect(try await producer.end(commit: true) == .none)
                #expect(try await client.committed("t") == ["after", "again"])
            }
        }
    }

    @Test func `nothing is written to partitions that the transaction does not have`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                #expect(try await producer.start(timeout: 0) == .invalidTransactionTimeout)
                #expect(try await producer.start(timeout: 900_001) == .invalidTransactionTimeout)
                #expect(try await producer.add("t") == .invalidProducerIDMapping)
                _ = try await producer.start()
                #expect(try await producer.produce(["a"], to: "t", sequence: 0) == .invalidTransactionState)
                #expect(try await producer.add("none") == .unknownTopicOrPartition)
                #expect(try await producer.add("t", 9) == .unknownTopicOrPartition)
                #expect(try await producer.add("__consumer_offsets") == .unknownTopicOrPartition)
                #expect(try await producer.addGroup("") == .invalidGroupID)
                #expect(try await producer.end(commit: true) == .invalidTransactionState)
                #expect(try await client.fetch("t", from: 0).values().isEmpty)
                let own = try await client.deleteRecords("__transaction_state", before: 0)
                #expect(own.errorCode == .invalidTopic)
                // Deleted meanwhile: the transaction ends all the same.
                _ = try await producer.add("t")
                let request = DeleteTopicsRequest {
                    $0.topics = [DeleteTopicsRequest.Topic { $0.name = "t" }]
                }
                _ = try await client.call(.deleteTopics(request))
                #expect(try await producer.end(commit: true) == .none)
            }
        }
    }

    @Test func `an id that nobody uses is forgotten`() async throws {
        try await TestBroker.with(configure: {
            $0.transactionalIDRetentionMilliseconds = 1
            $0.housekeepingInterval = .milliseconds(20)
        }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                while try await producer.end(commit: true) != .invalidProducerIDMapping { await Task.yield() }
                #expect(try await producer.start() == .none)
            }
        }
    }
}
