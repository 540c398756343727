internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Answers each request. Whatever the answer is, it forbids the browser all that the pages do not need.
struct ConsoleResponder: HTTPResponder {
    /// Longer targets have no meaning here.
    private static let longestTarget = 4096

    let files = EmbeddedPages()
    let endpoints: [any ConsoleEndpoints]
    let allowsActions: Bool
    let logger: Logger

    func respond(to request: Request, context: ConsoleContext) async throws -> Response {
        var response: Response
        do {
            response = try await answer(request, context)
        } catch let refusal as ConsoleRefusal {
            response = .refusal(refusal)
        } catch {
            logger.warning("The console could not ask the database", metadata: ["reason": "\(error)"])
            response = .refusal(
                ConsoleRefusal(.serviceUnavailable, "The database does not answer; the log says why."))
        }
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
            (.xContentTypeOptions, "nosniff"), (.cacheControl, "no-store"), (.vary, "Accept"),
        ]
        let others = [
            ("referrer-policy", "no-referrer"), ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"), ("x-frame-options", "DENY"),
        ]
        headers += others.compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
        return headers
    }()

    private func answer(_ raw: Request, _ context: ConsoleContext) async throws -> Response {
        guard LoopbackHost.allows(authority: raw.head.authority) else {
            throw ConsoleRefusal(
                .misdirectedRequest, "The console answers to localhost and loopback addresses only.")
        }
        guard raw.method == .get || allowsActions || isQuestion(raw) else {
            var response = Response.refusal(
                ConsoleRefusal(.methodNotAllowed, "The console only takes GET."))
            response.headers[.allow] = "GET"
            return response
        }
        guard (raw.head.path ?? "").utf8.count <= Self.longestTarget else {
            throw ConsoleRefusal(.uriTooLong, "The address is too long.")
        }
        let request = try ConsoleRequest(raw, context)
        if raw.method == .get, request.form == .html, isPage(request.path) { return try file(at: "/") }
        for group in endpoints {
            if let response = try await group.respond(to: request) { return response }
        }
        return try file(at: raw.uri.path)
    }

    private func isQuestion(_ raw: Request) -> Bool {
        let path = raw.uri.path.split(separator: "/").map(String.init)
        return endpoints.contains { $0.isQuestion(raw.method, path) }
    }

    /// Whether a browser gets the shell at this path, which then shows the page.
    private func isPage(_ path: [String]) -> Bool {
        guard let first = path.first else { return true }
        return endpoints.contains { $0.pages.contains(first) }
    }

    private func file(at path: String) throws(ConsoleRefusal) -> Response {
        guard let file = files.page(at: path) else {
            throw ConsoleRefusal(.notFound, "There is no page at this address.")
        }
        return Response(
            status: .ok, headers: [.contentType: file.mediaType],
            body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
