import KafkaProtocol
import NIOCore
import Testing

@Suite struct Headers {
    @Test func `a request header of version 1 ends with the client id`() throws {
        var frame = ByteBuffer(bytes: [
            0, 3, 0, 4, 0, 0, 0, 7, 0, 2, UInt8(ascii: "m"), UInt8(ascii: "e"), 0xAA,
        ])
        let header = RequestHeader(api: .metadata, version: 4, correlationID: 7, clientID: "me")
        #expect(try RequestHeader.decode(&frame) == .supported(header))
        #expect(Array(frame.readableBytesView) == [0xAA])
    }

    @Test func `a request header of version 2 has a plain client id and tagged fields`() throws {
        let bytes: [UInt8] = [
            0, 3, 0, 9, 0, 0, 0, 7, 0, 2, UInt8(ascii: "m"), UInt8(ascii: "e"),
            // One tagged field that nobody knows: tag 5, two bytes.
            1, 5, 2, 0xEE, 0xEE, 0xAA,
        ]
        var frame = ByteBuffer(bytes: bytes)
        let header = RequestHeader(api: .metadata, version: 9, correlationID: 7, clientID: "me")
        #expect(try RequestHeader.decode(&frame) == .supported(header))
        #expect(Array(frame.readableBytesView) == [0xAA])
    }

    @Test func `a missing client id is not an empty one`() throws {
        var frame = ByteBuffer(bytes: [0, 3, 0, 4, 0, 0, 0, 7, 0xFF, 0xFF])
        let header = RequestHeader(api: .metadata, version: 4, correlationID: 7, clientID: nil)
        #expect(try RequestHeader.decode(&frame) == .supported(header))
    }

    @Test(arguments: APIKey.allCases)
    func `a request header comes back as it was sent`(_ api: APIKey) throws {
        for version in api.versions {
            for clientID in ["rdkafka", "", nil] {
                let header = RequestHeader(api: api, version: version, correlationID: -5, clientID: clientID)
                var buffer = ByteBuffer()
                try header.encode(into: &buffer)
                #expect(try RequestHeader.decode(&buffer) == .supported(header))
                #expect(buffer.readableBytes == 0)
            }
        }
    }

    @Test func `a newer ApiVersions request is known as such`() throws {
        var frame = ByteBuffer(bytes: [0, 18, 0, 99, 0, 0, 0, 7, 1, 2, 3])
        #expect(try RequestHeader.decode(&frame) == .newerApiVersions(correlationID: 7))
    }

    @Test func `other versions and other requests are refused`() {
        var unknown = ByteBuffer(bytes: [0x7F, 0, 0, 0, 0, 0, 0, 7, 0, 0])
        #expect(throws: ProtocolError.unknownAPI(key: 0x7F00)) { try RequestHeader.decode(&unknown) }
        var old = ByteBuffer(bytes: [0, 1, 0, 3, 0, 0, 0, 7, 0, 0])
        #expect(throws: ProtocolError.unsupportedVersion(api: .fetch, version: 3)) {
            try RequestHeader.decode(&old)
        }
    }

    @Test func `a header that ends too early is refused`() {
        let whole: [UInt8] = [0, 3, 0, 9, 0, 0, 0, 7, 0, 2, 109, 101, 1, 5, 2, 0xEE, 0xEE]
        for length in 0..<whole.count {
            var frame = ByteBuffer(bytes: whole.prefix(length))
            #expect(throws: ProtocolError.self) { try RequestHeader.decode(&frame) }
        }
    }

    @Test func `responses have tagged fields in flexible versions, but for ApiVersions`() {
        func bytes(_ api: APIKey, _ version: Int16) -> [UInt8] {
            var buffer = ByteBuffer()
            ResponseHeader(correlationID: 7).encode(api: api, version: version, into: &buffer)
            return Array(buffer.readableBytesView)
        }
        #expect(bytes(.metadata, 8) == [0, 0, 0, 7])
        #expect(bytes(.metadata, 9) == [0, 0, 0, 7, 0])
        #expect(bytes(.apiVersions, 0) == [0, 0, 0, 7])
        #expect(bytes(.apiVersions, 3) == [0, 0, 0, 7])
    }
}
