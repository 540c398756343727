import KafkaProtocol
import NIOCore
import Testing

@Suite struct `Lengths that lie` {
    /// A Metadata request of version 1 with this count of topics.
    private func metadata(count: Int32) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(count)
        return buffer
    }

    @Test func `a count of minus one is null`() throws {
        let request = try Request.decode(.metadata, version: 1, from: metadata(count: -1))
        #expect(request == .metadata(MetadataRequest { $0.topics = nil }))
    }

    @Test(arguments: [-2, Int32.min])
    func `other negative counts are refused`(_ count: Int32) {
        #expect(throws: ProtocolError.negativeLength(Int(count))) {
            try Request.decode(.metadata, version: 1, from: metadata(count: count))
        }
    }

    @Test func `a huge count is refused before anything is made for it`() {
        #expect(throws: ProtocolError.lengthBeyondEnd(length: Int(Int32.max), available: 0)) {
            try Request.decode(.metadata, version: 1, from: metadata(count: .max))
        }
    }

    @Test func `a negative string length is refused`() {
        var buffer = metadata(count: 1)
        buffer.writeInteger(-2 as Int16)
        #expect(throws: ProtocolError.negativeLength(-2)) {
            try Request.decode(.metadata, version: 1, from: buffer)
        }
    }

    @Test func `null where a value is needed is refused`() {
        var buffer = metadata(count: 1)
        buffer.writeInteger(-1 as Int16)
        #expect(throws: ProtocolError.unexpectedNull) {
            try Request.decode(.metadata, version: 1, from: buffer)
        }
    }

    @Test func `a compact length of five bytes may not pass 32 bits`() {
        let tooLong = ByteBuffer(bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0x10])
        #expect(throws: ProtocolError.malformedVariableInteger) {
            try Request.decode(.metadata, version: 9, from: tooLong)
        }
        let endless = ByteBuffer(bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: ProtocolError.malformedVariableInteger) {
            try Request.decode(.metadata, version: 9, from: endless)
        }
        let largest = ByteBuffer(bytes: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
        #expect(throws: ProtocolError.lengthBeyondEnd(length: Int(UInt32.max) - 1, available: 0)) {
            try Request.decode(.metadata, version: 9, from: largest)
        }
    }

    @Test func `text that is not UTF-8 is refused`() {
        var buffer = metadata(count: 1)
        buffer.writeInteger(2 as Int16)
        buffer.writeBytes([0xC3, 0x28])
        #expect(throws: ProtocolError.malformedString) {
            try Request.decode(.metadata, version: 1, from: buffer)
        }
    }

    @Test func `the elements of all arrays together are limited`() {
        var buffer = metadata(count: 11)
        for _ in 0..<11 { buffer.writeInteger(0 as Int16) }
        #expect(throws: ProtocolError.tooManyElements(limit: 10)) {
            try Request.decode(.metadata, version: 1, from: buffer, maximumElements: 10)
        }
    }

    @Test func `a tagged field may not reach beyond the end`() {
        // No topics, three flags, and one tagged field of 100 bytes.
        let buffer = ByteBuffer(bytes: [1, 0, 0, 0, 1, 0, 100])
        #expect(throws: ProtocolError.lengthBeyondEnd(length: 100, available: 0)) {
            try Request.decode(.metadata, version: 9, from: buffer)
        }
    }

    @Test func `tagged fields that nobody knows are skipped`() throws {
        let buffer = ByteBuffer(bytes: [1, 0, 0, 0, 2, 0, 1, 0xEE, 7, 0])
        let request = try Request.decode(.metadata, version: 9, from: buffer)
        #expect(request == .metadata(MetadataRequest { $0.allowAutoTopicCreation = false }))
    }

    @Test func `a string too long for its length field is not written`() {
        let request = Request.heartbeat(
            HeartbeatRequest { $0.groupID = String(repeating: "x", count: 32_768) })
        #expect(throws: ProtocolError.tooLongToEncode(32_768)) {
            try request.encode(version: 0, after: ByteBuffer())
        }
    }

    @Test func `a compact string is no longer than one of the older encoding`() throws {
        func heartbeat(_ count: Int) -> ByteBuffer {
            var buffer = ByteBuffer()
            // A varint of three bytes: the length and one.
            let length = UInt32(count) + 1
            buffer.writeBytes([UInt8(length & 0x7F) | 0x80, UInt8(length >> 7 & 0x7F) | 0x80])
            buffer.writeInteger(UInt8(length >> 14))
            buffer.writeRepeatingByte(0x78, count: count)
            // The generation, an empty member id, no instance, no tagged fields.
            buffer.writeBytes([0, 0, 0, 1, 1, 0, 0])
            return buffer
        }
        let longest = try Request.decode(.heartbeat, version: 4, from: heartbeat(32_767))
        guard case .heartbeat(let request) = longest else { return #expect(Bool(false)) }
        #expect(request.groupID.utf8.count == 32_767)
        #expect(throws: ProtocolError.stringTooLong(32_768)) {
            try Request.decode(.heartbeat, version: 4, from: heartbeat(32_768))
        }
    }

    @Test func `external records are counted but not written`() throws {
        let response = Response.fetch(
            FetchResponse {
                $0.topics = [
                    FetchResponse.Topic {
                        $0.name = "t"
                        $0.partitions = [
                            FetchResponse.Partition { $0.records = .external(length: 70_000, reference: 3) }
                        ]
                    }
                ]
            })
        let parts = try response.encode(version: 11, after: ByteBuffer())
        try #require(parts.count == 2)
        guard case .bytes(let head) = parts[0] else { return #expect(Bool(false)) }
        #expect(head.getInteger(at: head.writerIndex - 4, as: Int32.self) == 70_000)
        #expect(parts[1] == .external(length: 70_000, reference: 3))
    }
}
