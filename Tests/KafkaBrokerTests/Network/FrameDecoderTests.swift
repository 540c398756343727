import KafkaBroker
import NIOCore
import NIOEmbedded
import Testing

@Suite struct Frames {
    private func channel(maximum: Int = 100) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        let handler = ByteToMessageHandler(FrameDecoder(maximumLength: maximum))
        try channel.pipeline.syncOperations.addHandler(handler)
        return channel
    }

    private func frame(_ body: [UInt8]) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.writeInteger(Int32(body.count))
        buffer.writeBytes(body)
        return Array(buffer.readableBytesView)
    }

    @Test func `frames come out whole, however their bytes arrive`() throws {
        let bodies = (8..<40).map { [UInt8](repeating: UInt8($0), count: $0) }
        let stream = bodies.flatMap(frame)
        for step in [1, 2, 3, 7, 64, stream.count] {
            let channel = try channel()
            for start in stride(from: 0, to: stream.count, by: step) {
                try channel.writeInbound(ByteBuffer(bytes: stream[start..<min(stream.count, start + step)]))
            }
            for body in bodies {
                #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(bytes: body))
            }
            #expect(try channel.finish().isClean)
        }
    }

    @Test(arguments: [-1, 0, 7, 101, Int32.max, Int32.min])
    func `an impossible length is refused`(_ length: Int32) throws {
        let channel = try channel()
        var buffer = ByteBuffer()
        buffer.writeInteger(length)
        #expect(throws: FrameDecoder.InvalidLength.self) { try channel.writeInbound(buffer) }
        _ = try? channel.finish()
    }

    @Test func `the decoder tells whether a frame is incomplete`() throws {
        let progress = FrameProgress()
        let channel = EmbeddedChannel()
        let decoder = FrameDecoder(maximumLength: 100, progress: progress)
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
        let bytes = frame([UInt8](repeating: 1, count: 20))
        try channel.writeInbound(ByteBuffer(bytes: bytes[..<2]))
        #expect(progress.isIncomplete)
        try channel.writeInbound(ByteBuffer(bytes: bytes[2...] + bytes[..<5]))
        #expect(progress.completed == 1)
        #expect(progress.isIncomplete)
        try channel.writeInbound(ByteBuffer(bytes: bytes[5...]))
        #expect(progress.completed == 2)
        #expect(!progress.isIncomplete)
        _ = try channel.finish()
    }

    @Test func `a frame that breaks off is no frame`() throws {
        let channel = try channel()
        try channel.writeInbound(ByteBuffer(bytes: frame([UInt8](repeating: 1, count: 20)).dropLast()))
        #expect(try channel.readInbound(as: ByteBuffer.self) == nil)
        _ = try? channel.finish()
    }
}
