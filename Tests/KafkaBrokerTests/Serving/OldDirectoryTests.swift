import Foundation
import KafkaBroker
import KafkaProtocol
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Data directories of before` {
    @Test func `one of the first format opens as it was left, and is of the present format then`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            try OldDirectory.write(to: directory)
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    #expect(try await client.committed("t") == ["kept"])
                    #expect(try await client.committed(group: "g", topic: "t").committedOffset == 1)
                    // A transaction is open, and has taken too long by now.
                    while try await client.listOffset("t", at: -1).offset < 6 { await Task.yield() }
                    let stable = try await client.fetch("t", from: 0) { $0.isolationLevel = 1 }
                    #expect(stable.lastStableOffset == 6)
                    #expect(stable.abortedTransactions?.count == 2)
                    #expect(try await client.committed("t") == ["kept"])
                    var producer = TransactionalProducer(client, "x")
                    #expect(try await producer.start() == .none)
                    _ = try await producer.add("t")
                    #expect(try await producer.produce(["new"], to: "t", sequence: 0) == .none)
                    #expect(try await producer.end(commit: true) == .none)
                    #expect(try await client.committed("t") == ["kept", "new"])
                    let configs = try await client.configs("__transaction_state")
                    #expect(configs["delete.retention.ms"]?.value == "0")
                }
            }
            let format = try String(contentsOfFile: directory + "/format", encoding: .utf8)
            #expect(format.hasPrefix("clickstream format 2\ncluster.id=\(OldDirectory.clusterID)\n"))
            try await TestBroker.with(in: directory) { broker in
                try await TestClient.with(port: broker.port) { client in
                    let kept = try await client.committed("t")
                    #expect(kept == ["kept", "new"])
                }
            }
        }
    }
}
