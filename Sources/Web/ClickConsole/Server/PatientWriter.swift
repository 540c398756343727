internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Writes a large answer in pieces, each once the one before it is out of the program. So a reader may be as
/// slow as it likes: the connection counts as idle only when all is sent. One that takes nothing at all is
/// cut off.
struct PatientWriter: ResponseBodyWriter {
    /// Up to so many bytes the kernel takes an answer at once.
    private static let small = 65_536
    private static let piece = 32_768
    private static let kernel = 131_072

    private var parent: any ResponseBodyWriter
    private let channel: any Channel
    private let patience: Duration

    /// The answer, to be written so where it is large. Streams, which have no length, look after themselves.
    /// - Parameter patience: how long a reader may take nothing.
    static func response(_ response: Response, to channel: any Channel, patience: Duration) -> Response {
        guard let length = response.body.contentLength, length > small else { return response }
        let body = response.body
        var patient = response
        patient.body = ResponseBody(contentLength: length) { writer in
            // Writing goes on when nothing of the last piece is left here, and the kernel takes little
            // itself: so a reader's progress is seen soon.
            try await channel.setOption(.socketOption(.so_sndbuf), value: kernel).get()
            try await channel.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 1)).get()
            try await body.write(PatientWriter(parent: writer, channel: channel, patience: patience))
        }
        return patient
    }

    private init(parent: any ResponseBodyWriter, channel: any Channel, patience: Duration) {
        self.parent = parent
        self.channel = channel
        self.patience = patience
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        var rest = buffer
        while let piece = rest.readSlice(length: min(Self.piece, rest.readableBytes)), piece.readableBytes > 0
        {
            try await send(piece)
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        // Waits for the last piece.
        try await send(ByteBuffer())
        try await parent.finish(trailingHeaders)
    }

    private mutating func send(_ piece: ByteBuffer) async throws {
        let channel = channel
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(patience)) { channel.close(promise: nil) }
        defer { timer.cancel() }
        try await parent.write(piece)
    }
}
