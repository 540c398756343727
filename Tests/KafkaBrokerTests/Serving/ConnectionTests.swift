import KafkaBroker
import KafkaProtocol
import NIOCore
import Testing

@Suite struct Connections {
    @Test func `a newer ApiVersions request is answered in version 0 with the table`() async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { client in
                var frame = ByteBuffer()
                frame.writeInteger(10 as Int32)
                frame.writeMultipleIntegers(18 as Int16, 99 as Int16, 7 as Int32, 0 as Int16)
                try await client.send(frame)
                let (correlationID, response) = try await client.receive(.apiVersions, version: 0)
                #expect(correlationID == 7)
                #expect(response == .apiVersions(.supported(errorCode: .unsupportedVersion)))
            }
        }
    }

    /// Frames that no client sends: their lengths, and what follows.
    private static let hostile: [[UInt8]] = [
        // Lengths that are negative, tiny, and huge.
        [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 1, 0], [0x7F, 0xFF, 0xFF, 0xFF],
        // HTTP.
        Array("GET / HTTP/1.1\r\n\r\n".utf8),
        // A key that nobody knows, and a version that we don't.
        [0, 0, 0, 10, 0x7F, 0, 0, 0, 0, 0, 0, 1, 0xFF, 0xFF],
        [0, 0, 0, 10, 0, 0, 0, 99, 0, 0, 0, 1, 0xFF, 0xFF],
        // Metadata for two thousand million topics.
        [0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 1, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF],
    ]

    @Test(arguments: hostile)
    func `a hostile frame closes its own connection and no other`(_ bytes: [UInt8]) async throws {
        try await TestBroker.with { broker in
            try await TestClient.with(port: broker.port) { bystander in
                _ = try await bystander.createTopic("t")
                try await TestClient.with(port: broker.port) { hostile in
                    try await hostile.send(ByteBuffer(bytes: bytes))
                    #expect(try await hostile.isClosedByBroker())
                }
                #expect(try await bystander.produce(["a"], to: "t").errorCode == .none)
            }
        }
    }

    @Test func `random bytes never harm the broker`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        try await TestBroker.with { broker in
            for _ in 0..<100 {
                let api = APIKey.allCases.randomElement(using: &random) ?? .metadata
                let version = api.versions.randomElement(using: &random) ?? 0
                let body = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random) & (Bool.random(using: &random) ? 0x03 : 0xFF)
                }
                var frame = ByteBuffer()
                frame.writeInteger(Int32(body.count + 10))
                frame.writeMultipleIntegers(api.rawValue, version, 1 as Int32, -1 as Int16)
                frame.writeBytes(body)
                try await TestClient.with(port: broker.port) { try await $0.send(frame) }
            }
            try await TestClient.with(port: broker.port) { client in
                guard case .apiVersions = try await client.call(.apiVersions(ApiVersionsRequest())) else {
                    Issue.record("seed \(seed)")
                    return
                }
            }
        }
    }

    @Test func `connections beyond the limit are closed, and room is used again`() async throws {
        try await TestBroker.with(configure: { $0.limits.connections = 1 }) { broker in
            try await TestClient.with(port: broker.port) { first in
                _ = try await first.createTopic("t")
                let isSecondClosed = try await TestClient.with(port: broker.port) { second in
                    try await second.isClosedByBroker()
                }
                #expect(isSecondClosed)
                #expect(try await first.produce(["a"], to: "t").errorCode == .none)
            }
        }
    }

    @Test func `a connection that holds back the rest of its frame is closed`() async throws {
        try await TestBroker.with(configure: { $0.limits.frameMilliseconds = 100 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                var frame = ByteBuffer()
                frame.writeMultipleIntegers(100 as Int32, 18 as Int16)
                try await client.send(frame)
                #expect(try await client.isClosedByBroker())
            }
        }
    }

    @Test func `an idle connection is closed, and one whose fetch waits is not`() async throws {
        try await TestBroker.with(configure: { $0.limits.idleMilliseconds = 5000 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                _ = try await client.createTopic("t")
                // Waits longer than a connection may be idle, which is longer than a busy machine pauses.
                #expect(try await client.fetch("t", from: 0, wait: 7000).errorCode == .none)
                #expect(try await client.isClosedByBroker())
            }
        }
    }

    @Test func `a frame over the limit is refused before it is read`() async throws {
        try await TestBroker.with(configure: { $0.limits.requestBytes = 1_000 }) { broker in
            try await TestClient.with(port: broker.port) { client in
                var frame = ByteBuffer()
                frame.writeInteger(1_001 as Int32)
                try await client.send(frame)
                #expect(try await client.isClosedByBroker())
            }
        }
    }
}
