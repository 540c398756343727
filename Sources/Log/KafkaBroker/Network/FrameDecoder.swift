package import NIOCore

/// Cuts the byte stream of a connection into frames: four bytes of length, and so many bytes.
package struct FrameDecoder: NIOSingleStepByteToMessageDecoder {
    package typealias InboundOut = ByteBuffer

    /// A length that no request can have.
    package struct InvalidLength: Error, Equatable, CustomStringConvertible {
        package let length: Int32
        package let limit: Int

        package var description: String {
            "a frame says that it has \(length) bytes, and 8 to \(limit) are possible"
        }
    }

    /// Key, version and correlation id are in each request.
    private static let minimumLength: Int32 = 8
    private let maximumLength: Int
    private let progress: FrameProgress

    /// - Parameter progress: hears of every frame that is begun and completed.
    package init(maximumLength: Int, progress: FrameProgress = FrameProgress()) {
        self.maximumLength = maximumLength
        self.progress = progress
    }

    package mutating func decode(buffer: inout ByteBuffer) throws -> ByteBuffer? {
        let frame = try nextFrame(&buffer)
        if frame != nil { progress.completed += 1 }
        progress.isIncomplete = buffer.readableBytes > 0
        return frame
    }

    private func nextFrame(_ buffer: inout ByteBuffer) throws -> ByteBuffer? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: Int32.self) else { return nil }
        guard length >= Self.minimumLength, Int(length) <= maximumLength else {
            throw InvalidLength(length: length, limit: maximumLength)
        }
        guard buffer.readableBytes >= 4 + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        return buffer.readSlice(length: Int(length))
    }

    /// A frame that the peer did not finish is not a request.
    package mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> ByteBuffer? {
        try decode(buffer: &buffer)
    }
}
