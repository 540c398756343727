internal import Hummingbird
internal import NIOCore

/// Server-sent events to one reader. One that takes nothing for ten seconds is cut off.
enum EventStream {
    /// Sends a text as it is.
    typealias Write = (_ text: String) async throws -> Void
    /// Sends an event by its name.
    typealias Send = (_ name: String, _ data: JSONValue) async throws -> Void

    private static let patience = TimeAmount.seconds(10)

    /// An event, as it stands in the stream. JSON has no line breaks, so it is one line of data.
    static func text(_ name: String, _ json: String) -> String { "event: \(name)\ndata: \(json)\n\n" }

    /// An answer that is a stream, written by `body`. Whatever it throws ends the stream, and so does the end
    /// of the reader's login: the page asks again then, and shows the login.
    /// - Parameter end: done in the end, also where nothing was written.
    static func response(
        to request: ConsoleRequest, end: @escaping @Sendable () -> Void,
        _ body: @escaping @Sendable (_ write: Write) async throws -> Void
    ) -> Response {
        let channel = request.channel
        let isStillAdmitted = request.isStillAdmitted
        let stream = ResponseBody { writer in
            defer { end() }
            do {
                try await body { text in
                    guard isStillAdmitted() else { throw Over() }
                    let timer = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
                    defer { timer.cancel() }
                    try await writer.write(ByteBuffer(string: text))
                }
            } catch is Over {}
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: stream)
    }

    /// The same, for one of a limited number of readers.
    /// - Throws: `ConsoleRefusal` where there are too many.
    static func response(
        to request: ConsoleRequest, in room: StreamRoom,
        _ body: @escaping @Sendable (_ send: Send) async throws -> Void
    ) throws(ConsoleRefusal) -> Response {
        let place = try room.enter(request.channel)
        return response(to: request, end: { place.leave() }) { write in
            try await body { name, data in try await write(text(name, data.text)) }
        }
    }

    /// The reader's login has ended.
    private struct Over: Error {}
}
