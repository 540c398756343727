import KafkaBroker
import KafkaProtocol
import KafkaRecords
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Compacted topics` {
    private func keyed(_ key: String?, _ value: String?) -> [UInt8] {
        var builder = RecordBatchBuilder()
        builder.append(
            timestamp: 1, key: key.map { Array($0.utf8) }, value: value.map { Array($0.utf8) })
        return builder.finish()
    }

    private func produce(_ batch: [UInt8], _ client: TestClient) async throws -> ErrorCode {
        guard case .produce(let response) = try await client.call(.produce(produceRequest(batch, to: "t")))
        else { throw TestClient.Closed() }
        return response.topics[0].partitions[0].errorCode
    }

    @Test func `of records with the same key the newest stays, in the background`() async throws {
        try await TestBroker.with(configure: { $0.housekeepingInterval = .milliseconds(20) }) { broker in
            try await TestClient.with(port: broker.port) { client in
                let settings = [
                    "cleanup.policy": "compact", "segment.bytes": "1000", "min.cleanable.dirty.ratio": "0.1",
                ]
                #expect(try await client.createTopic("t", configs: settings) == .none)
                for number in 0..<100 {
                    #expect(try await produce(keyed("key \(number % 3)", "\(number)"), client) == .none)
                }
                while true {
                    let answer = try await client.fetch("t", from: 0)
                    let values = try answer.values()
                    #expect(answer.highWatermark == 100 && answer.logStartOffset == 0)
                    #expect(values.last?.offset ?? 0 > 0)
                    for (offset, value) in values { #expect(value == "\(offset)") }
                    if values.first?.offset ?? 0 > 80 { break }
                }
                #expect(try await client.listOffset("t", at: -1).offset == 100)
            }
        }
    }

    @Test func `a record without a key is refused where records are kept for their keys`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", configs: ["cleanup.policy": "compact,delete"])
                #expect(try await produce(keyed(nil, "a"), client) == .invalidRecord)
                #expect(try await produce(keyed("", "a"), client) == .none)
                #expect(try await produce(keyed("k", nil), client) == .none)
            }
        }
    }

    @Test func `aborted transactions are told with their records, and not without`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t", partitions: 2)
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                for partition: Int32 in 0...1 {
                    _ = try await producer.add("t", partition)
                    _ = try await producer.produce(["a"], to: "t", partition, sequence: 0)
                }
                _ = try await producer.end(commit: false)
                var request = fetchRequest("t", from: 0, wait: 0)
                request.isolationLevel = 1
                request.topics[0].partitions.append(request.topics[0].partitions[0])
                request.topics[0].partitions[1].index = 1
                for (room, isWhole) in [(Int32(1), false), (1 << 20, true)] {
                    request.maximumBytes = room
                    guard case .fetch(let response) = try await client.call(.fetch(request), version: 12)
                    else { throw TestClient.Closed() }
                    let partitions = response.topics[0].partitions
                    #expect(partitions[0].abortedTransactions?.count == 1)
                    #expect(partitions[1].abortedTransactions?.count == (isWhole ? 1 : 0))
                    #expect(try partitions[1].headers().isEmpty != isWhole)
                }
            }
        }
    }
}
