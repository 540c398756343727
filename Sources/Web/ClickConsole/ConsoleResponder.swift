internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import PostgresClient

/// Answers each request. Whatever the answer is, it forbids the browser all that the pages do not need.
struct ConsoleResponder: HTTPResponder {
    /// Longer targets have no meaning here.
    private static let longestTarget = 4096

    let pages = EmbeddedPages()
    let session: PostgresSession
    let hub: EventHub
    let feed: ClickFeed
    let logger: Logger

    func respond(to request: Request, context: ConsoleContext) async throws -> Response {
        var response = await answer(request, context)
        for (name, value) in Self.safety { response.headers[name] = value }
        return response
    }

    private static let safety: [(HTTPField.Name, String)] = {
        let policy = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
            "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        ]
        var headers: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, policy.joined(separator: "; ")),
            (.xContentTypeOptions, "nosniff"), (.cacheControl, "no-store"),
        ]
        let others = [
            ("referrer-policy", "no-referrer"), ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"), ("x-frame-options", "DENY"),
        ]
        headers += others.compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
        return headers
    }()

    private func answer(_ request: Request, _ context: ConsoleContext) async -> Response {
        guard LoopbackHost.allows(authority: request.head.authority) else {
            return Self.refusal(
                .misdirectedRequest, "The console answers to localhost and loopback addresses only.")
        }
        guard request.method == .get else {
            var response = Self.refusal(.methodNotAllowed, "The console only takes GET.")
            response.headers[.allow] = "GET"
            return response
        }
        guard (request.head.path ?? "").utf8.count <= Self.longestTarget else {
            return Self.refusal(.uriTooLong, "The address is too long.")
        }
        switch request.uri.path {
        case "/api/live": return await live(request)
        case "/api/pipeline": return await json { try PipelineQuery.json($0) }
        case "/api/events": return events(context.channel)
        case let path:
            guard let page = pages.page(at: path) else {
                return Self.refusal(.notFound, "There is no page at this address.")
            }
            return Response(
                status: .ok, headers: [.contentType: page.mediaType],
                body: .init(byteBuffer: ByteBuffer(bytes: page.bytes)))
        }
    }

    private func live(_ request: Request) async -> Response {
        do {
            let parameters = request.uri.queryParameters.map {
                (name: String($0.key), value: String($0.value))
            }
            let live = try LiveRequest(parameters)
            return await json { try LiveQuery.json(live, $0) }
        } catch {
            return Self.refusal(.badRequest, "\(error)")
        }
    }

    private func json(_ ask: @Sendable (PostgresConnection) throws -> String) async -> Response {
        do {
            return Self.json(.ok, try await answer(to: ask))
        } catch {
            logger.warning("The console could not ask the database", metadata: ["reason": "\(error)"])
            return Self.refusal(.serviceUnavailable, "The database does not answer; the log says why.")
        }
    }

    /// A session that the database ended while nobody asked is found out by the next question. Questions
    /// change nothing, so that one is asked again, on a new connection.
    private func answer(to ask: @Sendable (PostgresConnection) throws -> String) async throws -> String {
        do {
            return try await once(ask)
        } catch let error as PostgresError where error.endsConnection {
            return try await once(ask)
        }
    }

    private func once(_ ask: @Sendable (PostgresConnection) throws -> String) async throws -> String {
        try await session.withConnection { connection in
            try ReadOnly.enter(connection)
            return try ask(connection)
        }
    }

    /// Server-sent events, until either side ends.
    private func events(_ channel: any Channel) -> Response {
        guard let (id, events) = hub.follow(drop: { channel.close(promise: nil) }) else {
            return Self.refusal(.serviceUnavailable, "Too many pages follow the clicks; close some.")
        }
        let (hub, feed) = (hub, feed)
        let body = ResponseBody { writer in
            defer { hub.leave(id) }
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            feed.refresh()
            for await event in events { try await writer.write(ByteBuffer(string: event)) }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
    }

    private static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// - Parameter sentence: ours, never a text from outside, so that it needs no escaping.
    private static func refusal(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        json(status, "{\"error\":\"\(sentence)\"}")
    }
}
