import KafkaProtocol
import NIOCore
import NIOPosix

/// A raw connection to a broker: frames out, frames in, with nothing between the test and the protocol.
final class TestClient {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var correlationID: Int32 = 0

    struct Closed: Error {}

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Connects, and closes at the end of `body`.
    static func with<Result>(port: Int, _ body: (TestClient) async throws -> Result) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decoder = ByteToMessageHandler(ResponseFrames())
                    try channel.pipeline.syncOperations.addHandler(decoder)
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(TestClient(inbound, outbound))
        }
    }

    /// Sends bytes as they are.
    func send(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

    /// Sends a request and does not wait.
    /// - Returns: its correlation id.
    @discardableResult
    func send(_ request: Request, version: Int16) async throws -> Int32 {
        correlationID += 1
        let header = RequestHeader(
            api: request.api, version: version, correlationID: correlationID, clientID: "test")
        var head = ByteBuffer()
        try header.encode(into: &head)
        var body = ByteBuffer()
        for case .bytes(let part) in try request.encode(version: version, after: head) {
            body.writeImmutableBuffer(part)
        }
        var frame = ByteBuffer()
        frame.writeInteger(Int32(body.readableBytes))
        frame.writeBuffer(&body)
        try await send(frame)
        return correlationID
    }

    /// The next frame, without its length; `nil` once the broker has closed the connection.
    func frame() async throws -> ByteBuffer? {
        do {
            return try await inbound.next()
        } catch is IOError {
            return nil
        }
    }

    /// Waits for the end of the connection.
    /// - Returns: `false` when there is a frame instead.
    func isClosedByBroker() async throws -> Bool { try await frame() == nil }

    func receive(_ api: APIKey, version: Int16) async throws -> (correlationID: Int32, Response) {
        guard var frame = try await frame() else { throw Closed() }
        let header = try ResponseHeader.decode(api: api, version: version, &frame)
        return (header.correlationID, try Response.decode(api, version: version, from: frame))
    }

    func call(_ request: Request, version: Int16? = nil) async throws -> Response {
        let version = version ?? request.api.versions.upperBound
        try await send(request, version: version)
        return try await receive(request.api, version: version).1
    }
}

private struct ResponseFrames: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) -> DecodingState {
        guard let frame = buffer.readLengthPrefixedSlice(as: Int32.self) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }
}
