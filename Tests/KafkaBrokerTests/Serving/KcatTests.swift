import Foundation
import KafkaBroker
import KafkaProtocol
import KafkaRecords
import Testing

/// A foreign client against the broker. Install kcat to run these.
@Suite(.enabled(if: Kcat.path != nil, "kcat is not installed: apt install kcat"), .timeLimit(.minutes(1)))
struct `With kcat` {
    @Test(arguments: [
        ("none", CompressionCodec.none), ("gzip", .gzip), ("snappy", .snappy), ("lz4", .lz4), ("zstd", .zstd),
    ])
    func `every compression is stored as it came and comes back as it went`(
        _ name: String, _ codec: CompressionCodec
    ) async throws {
        try await TestBroker.with { broker in
            let lines = (0..<500).map { "a line that compresses, number \($0 % 7)" }
            let produced = try await Kcat.run(
                ["-b", broker.address, "-P", "-t", "t", "-p", "0", "-z", name],
                input: lines.joined(separator: "\n") + "\n")
            #expect(produced == [])
            let consumed = try await Kcat.run(
                ["-q", "-b", broker.address, "-C", "-t", "t", "-p", "0", "-o", "beginning", "-e"])
            #expect(consumed == lines)
            let stored = try await TestClient.with(port: broker.port) { client in
                try await client.fetch("t", from: 0).headers()
            }
            #expect(!stored.isEmpty)
            #expect(stored.allSatisfy { $0.attributes.compression == codec })
        }
    }

    @Test func `an idempotent producer's records are there once and in order`() async throws {
        try await TestBroker.with { broker in
            let lines = (0..<2_000).map { "\($0)" }
            _ = try await Kcat.run(
                ["-b", broker.address, "-P", "-t", "t", "-p", "0", "-X", "enable.idempotence=true"],
                input: lines.joined(separator: "\n") + "\n")
            let consumed = try await Kcat.run(
                ["-q", "-b", broker.address, "-C", "-t", "t", "-p", "0", "-o", "beginning", "-e"])
            #expect(consumed == lines)
        }
    }

    @Test func `it writes transactions, and reads committed records alone`() async throws {
        try await TestBroker.with { broker in
            let produce = ["-b", broker.address, "-P", "-t", "t", "-p", "0", "-X", "transactional.id=kcat"]
            let first = try await Kcat.run(produce, input: "a\nb\n")
            #expect(first.filter { $0.contains("ERROR") } == [])
            try await TestClient.with(port: broker.port) { client in
                var producer = TransactionalProducer(client, "x")
                _ = try await producer.start()
                _ = try await producer.add("t")
                #expect(try await producer.produce(["gone"], to: "t", sequence: 0) == .none)
                #expect(try await producer.end(commit: false) == .none)
            }
            _ = try await Kcat.run(produce, input: "c\n")
            func consumed(_ level: String) async throws -> [String] {
                try await Kcat.run([
                    "-q", "-b", broker.address, "-C", "-t", "t", "-p", "0", "-o", "beginning", "-e", "-X",
                    "isolation.level=\(level)",
                ])
            }
            let committed = try await consumed("read_committed")
            #expect(committed == ["a", "b", "c"])
            let all = try await consumed("read_uncommitted")
            #expect(all == ["a", "b", "gone", "c"])
        }
    }

    @Test func `it lists topics and finds the last records`() async throws {
        try await TestBroker.with { broker in
            _ = try await Kcat.run(["-b", broker.address, "-P", "-t", "t", "-p", "2"], input: "a\nb\nc\n")
            let listed = try await Kcat.run(["-b", broker.address, "-L", "-t", "t"])
            #expect(listed.contains { $0.contains("topic \"t\" with 4 partitions") })
            let last = try await Kcat.run(
                ["-q", "-b", broker.address, "-C", "-t", "t", "-p", "2", "-o", "-2", "-e"])
            #expect(last == ["b", "c"])
            let offsets = try await Kcat.run(["-b", broker.address, "-Q", "-t", "t:2:-1"])
            #expect(offsets == ["t [2] offset 3"])
        }
    }

    @Test func `two members of a group share the partitions, and one takes over`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { _ = try await $0.createTopic("t", partitions: 2) }
            let arguments = ["-u", "-b", broker.address, "-G", "g", "-X", "auto.offset.reset=earliest", "t"]
            try await Kcat.with(arguments) { first in
                let all = try await assignment(first)
                #expect(all == ["t [0]", "t [1]"])
                // The second member leaves by itself after one record.
                try await Kcat.with(["-c", "1"] + arguments) { second in
                    let shareOfSecond = try await assignment(second)
                    let shareOfFirst = try await assignment(first)
                    #expect(shareOfFirst.count == 1)
                    #expect((shareOfFirst + shareOfSecond).sorted() == ["t [0]", "t [1]"])
                    let partition = shareOfSecond == ["t [0]"] ? "0" : "1"
                    let produce = ["-b", broker.address, "-P", "-t", "t", "-p", partition]
                    _ = try await Kcat.run(produce, input: "for the one that leaves\n")
                    while try await second.next() != nil {}
                    let takenOver = try await assignment(first)
                    #expect(takenOver == ["t [0]", "t [1]"])
                    _ = try await Kcat.run(produce, input: "for the one that is left\n")
                    while let line = try await first.next(), line != "for the one that is left" {}
                }
            }
        }
    }

    /// What the member is assigned next.
    private func assignment(_ lines: Kcat.Lines) async throws -> [String] {
        while let line = try await lines.next() {
            guard let range = line.range(of: "assigned: ") else { continue }
            return line[range.upperBound...].components(separatedBy: ", ").sorted()
        }
        return []
    }

    @Test func `what was acknowledged is there after a kill`() async throws {
        try await withTemporaryDirectory { directory in
            let running = directory + "/running"
            let killed = directory + "/killed"
            let lines = (0..<1_000).map { "\($0)" }
            try await TestBroker.with(in: running) { broker in
                _ = try await Kcat.run(
                    ["-b", broker.address, "-P", "-t", "t", "-p", "0", "-X", "acks=all"],
                    input: lines.joined(separator: "\n") + "\n")
                let commit = try await TestClient.with(port: broker.port) { client in
                    try await client.commit(500, group: "g", topic: "t")
                }
                #expect(commit == .none)
                // The files as a killed process leaves them: the broker has not closed anything.
                try FileManager.default.copyItem(atPath: running, toPath: killed)
            }
            try await TestBroker.with(in: killed) { broker in
                let consumed = try await Kcat.run(
                    ["-q", "-b", broker.address, "-C", "-t", "t", "-p", "0", "-o", "beginning", "-e"])
                #expect(consumed == lines)
                let committed = try await TestClient.with(port: broker.port) { client in
                    try await client.committed(group: "g", topic: "t").committedOffset
                }
                #expect(committed == 500)
            }
        }
    }
}
