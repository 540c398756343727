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
    let gate: AccessGate
    /// How long a reader may take nothing of its answer.
    let patience: Duration
    let audit: AuditTrail
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
        return PatientWriter.response(response, to: context.channel, patience: patience)
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
        let authority = raw.head.authority
        guard gate.hosts.allows(authority: authority) else { throw gate.hosts.refusal }
        guard (raw.head.path ?? "").utf8.count <= Self.longestTarget else {
            throw ConsoleRefusal(.uriTooLong, "The address is too long.")
        }
        var request = try ConsoleRequest(raw, context)
        if request.path == ["api", "session"] {
            return try await SessionEndpoints(gate: gate, audit: audit.log)
                .respond(to: request, authority: authority)
        }
        // The files and the shell hold no data, and the page of the login is made of them.
        if request.method == .get {
            if request.form == .html, isPage(request.path) { return try file(at: "/") }
            if !isKafdropSummary(request), let file = files.page(at: raw.uri.path) {
                return Self.response(file)
            }
        }
        // Another site's page gets no answer to look at, and no work done either.
        try gate.checkSite(request.headers)
        if request.method == .get, request.path == ["health_check"] { return .json("{\"status\":\"UP\"}") }
        let client = gate.client(request.headers, request.channel)
        let visitor = try gate.admit(request.headers, isHTTPS: client.isHTTPS)
        request.masks = gate.masks(for: visitor)
        if !request.masks.isEmpty, endpoints.contains(where: { $0.showsUnmasked(request) }) {
            throw ConsoleRefusal(
                .forbidden,
                "Fields of clicks are masked for your role, and not on this page: ask an operator.")
        }
        request.isOperator = visitor.role == .operator
        request.mayAct = gate.mayAct(visitor)
        request.isStillAdmitted = { [gate] in gate.isStillAdmitted(visitor) }
        guard request.method != .get else { return try await endpoint(request) }
        if endpoints.contains(where: { $0.isQuestion(request.method, request.path) }) {
            try gate.checkOrigin(request.headers, authority: authority, isHTTPS: client.isHTTPS)
            return try await endpoint(request)
        }
        return try await act(request, raw.uri.path, visitor, client, authority)
    }

    /// A request that changes something.
    /// - Parameter path: as it was sent: decoded, it could write lines of its own into the log.
    private func act(
        _ request: ConsoleRequest, _ path: String, _ visitor: Visitor, _ client: ClientAddress,
        _ authority: String?
    ) async throws -> Response {
        guard gate.takesActions else {
            var response = Response.refusal(
                ConsoleRefusal(.methodNotAllowed, "This console changes nothing, and only takes GET."))
            response.headers[.allow] = "GET"
            return response
        }
        try gate.checkOrigin(
            request.headers, authority: authority, isHTTPS: client.isHTTPS,
            token: gate.token(of: visitor, request.headers))
        let entry = try await audit.begin(visitor, from: client, "\(request.method.rawValue) \(path)")
        do {
            try gate.authorizeAction(visitor)
            let response = try await endpoint(request)
            await audit.end(entry, status: response.status.code, outcome: "done")
            return response
        } catch {
            let refusal = error as? ConsoleRefusal
            await audit.end(
                entry, status: (refusal?.status ?? .serviceUnavailable).code,
                outcome: refusal?.description ?? "The console failed; its log says why.")
            throw error
        }
    }

    private func endpoint(_ request: ConsoleRequest) async throws -> Response {
        for group in endpoints {
            if let response = try await group.respond(to: request) { return response }
        }
        guard request.method == .get || request.method == .head else {
            throw ConsoleRefusal(.notFound, "Nothing at this address takes \(request.method.rawValue).")
        }
        return try file(at: "/" + request.path.joined(separator: "/"))
    }

    /// The address of the live page is Kafdrop's summary for who asks for JSON by name.
    private func isKafdropSummary(_ request: ConsoleRequest) -> Bool {
        request.path.isEmpty && request.headers[.accept]?.contains("application/json") == true
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
        return Self.response(file)
    }

    private static func response(_ file: EmbeddedPages.Page) -> Response {
        Response(
            status: .ok, headers: [.contentType: file.mediaType],
            body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
