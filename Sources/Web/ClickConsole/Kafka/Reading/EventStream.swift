internal import Hummingbird
internal import NIOCore

/// Server-sent events to one reader. One that takes nothing for ten seconds is cut off.
enum EventStream {
    /// Sends an event by its name.
    typealias Send = (_ name: String, _ data: JSONValue) async throws -> Void

    private static let patience = TimeAmount.seconds(10)

    /// An answer that is a stream, written by `body`. Whatever it throws ends the stream, and so does the end
    /// of the reader's login.
    static func response(
        to request: ConsoleRequest, in room: StreamRoom,
        _ body: @escaping @Sendable (_ send: Send) async throws -> Void
    ) throws(ConsoleRefusal) -> Response {
        let channel = request.channel
        let isStillAdmitted = request.isStillAdmitted
        let place = try room.enter(channel)
        let stream = ResponseBody { writer in
            defer { place.leave() }
            try await body { name, data in
                guard isStillAdmitted() else { throw CancellationError() }
                let timer = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
                defer { timer.cancel() }
                try await writer.write(ByteBuffer(string: "event: \(name)\ndata: \(data.text)\n\n"))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: stream)
    }
}
