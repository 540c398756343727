import KafkaProtocol
import NIOCore
import Testing

@Suite struct `Golden bytes` {
    @Test(arguments: Golden.all)
    func `every version of every request and response is there`(_ golden: Golden) {
        for version in golden.api.versions {
            for direction in [Golden.Direction.request, .response] {
                let count = golden.samples.count { $0.version == version && $0.direction == direction }
                #expect(count == 2, "\(direction) \(version)")
            }
        }
    }

    @Test func `every request has golden bytes`() {
        #expect(Golden.all.map(\.api) == APIKey.allCases)
    }

    @Test(arguments: Golden.all)
    func `decoding uses all bytes, and encoding gives the same back`(_ golden: Golden) throws {
        for sample in golden.samples {
            var rest = ByteBuffer()
            let encoded = try decodeAndEncode(
                golden.api, sample, ByteBuffer(bytes: sample.bytes), rest: &rest)
            #expect(rest.readableBytes == 0, "\(sample.direction) \(sample.version)")
            #expect(encoded == sample.bytes, "\(sample.direction) \(sample.version)")
        }
    }

    @Test(arguments: Golden.all)
    func `bytes that end too early are refused, wherever they end`(_ golden: Golden) {
        for sample in golden.samples {
            for length in 0..<sample.bytes.count {
                let cut = ByteBuffer(bytes: sample.bytes.prefix(length))
                var rest = ByteBuffer()
                do {
                    _ = try decodeAndEncode(golden.api, sample, cut, rest: &rest)
                    Issue.record("\(sample.direction) \(sample.version) cut at \(length) was accepted")
                } catch is ProtocolError {
                    // Refused, as it should be.
                } catch {
                    Issue.record("\(sample.direction) \(sample.version) cut at \(length): \(error)")
                }
            }
        }
    }

    @Test(arguments: Golden.all)
    func `changed bytes are refused or give a message that encodes`(_ golden: Golden) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for sample in golden.samples where !sample.bytes.isEmpty {
            for _ in 0..<100 {
                var bytes = sample.bytes
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    let index = bytes.indices.randomElement(using: &random) ?? 0
                    bytes[index] =
                        [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                        .randomElement(using: &random) ?? 0
                }
                var rest = ByteBuffer()
                do {
                    _ = try decodeAndEncode(golden.api, sample, ByteBuffer(bytes: bytes), rest: &rest)
                } catch is ProtocolError {
                    // Refused, as it should be.
                } catch {
                    Issue.record("\(error), seed \(seed)")
                }
            }
        }
    }

    private func decodeAndEncode(
        _ api: APIKey, _ sample: Golden.Sample, _ bytes: ByteBuffer, rest: inout ByteBuffer
    ) throws -> [UInt8] {
        let parts: [EncodedPart]
        switch sample.direction {
        case .request:
            let request = try Request.decode(api, version: sample.version, from: bytes, rest: &rest)
            parts = try request.encode(version: sample.version, after: ByteBuffer())
        case .response:
            let response = try Response.decode(api, version: sample.version, from: bytes, rest: &rest)
            parts = try response.encode(version: sample.version, after: ByteBuffer())
        }
        return parts.flatMap { part -> [UInt8] in
            guard case .bytes(let buffer) = part else { return [] }
            return Array(buffer.readableBytesView)
        }
    }
}
