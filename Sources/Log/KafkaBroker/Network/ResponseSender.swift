internal import KafkaLog
internal import KafkaProtocol
internal import NIOCore

/// Sends the parts of a response; record batches go from their file to the socket without passing through us.
enum ResponseSender {
    /// - Parameter write: takes each piece, in order.
    static func send(
        _ parts: [EncodedPart], slices: [LogSlice],
        write: (IOData, EventLoopPromise<Void>?) -> Void, promise makePromise: () -> EventLoopPromise<Void>
    ) {
        for part in parts {
            switch part {
            case .bytes(let buffer): write(.byteBuffer(buffer), nil)
            case .external(let length, let reference):
                let slice = slices[reference]
                // The slice owns the descriptor: the handle only borrows it, and gives it back when it is
                // sent.
                let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: slice.descriptor)
                let region = FileRegion(
                    fileHandle: handle, readerIndex: Int(slice.position),
                    endIndex: Int(slice.position) + length)
                let promise = makePromise()
                promise.futureResult.whenComplete { _ in
                    withExtendedLifetime(slice) { _ = try? handle.takeDescriptorOwnership() }
                }
                write(.fileRegion(region), promise)
            }
        }
    }
}
