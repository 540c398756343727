internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `/api/session`: who is here and what they may do, login and logout. The one address that needs no session.
struct SessionEndpoints: Sendable {
    private static let longestBody = 4096

    let gate: AccessGate
    let audit: AuditLog

    func respond(to request: ConsoleRequest, authority: String?) async throws -> Response {
        let client = gate.client(request.headers, request.channel)
        switch request.method {
        case .get: return .json(description(gate.visitor(request.headers, isHTTPS: client.isHTTPS)))
        case .post where gate.needsLogin: return try await logIn(request, client, authority)
        case .delete where gate.needsLogin: return try logOut(request, client, authority)
        default:
            var response = Response.refusal(
                ConsoleRefusal(.methodNotAllowed, "This console needs no login; GET tells what it allows."))
            response.headers[.allow] = "GET"
            return response
        }
    }

    /// What a page has to know; `csrf` goes into the header X-CSRF-Token of changing requests.
    private func description(_ visitor: Visitor?) -> String {
        guard let visitor else {
            return
                "{\"needs_login\":true,\"passwords\":\(!gate.access.users.isEmpty),\"csrf\":\"\(gate.commonToken)\"}"
        }
        let name = visitor.name.map(JSONText.quoted) ?? "null"
        let masked = gate.masks(for: visitor).fields.map(JSONText.quoted).joined(separator: ",")
        return """
            {"needs_login":false,"user":\(name),"role":"\(visitor.role.rawValue)",\
            "actions":\(gate.mayAct(visitor)),"masked":[\(masked)],\
            "csrf":\(visitor.csrf.map(JSONText.quoted) ?? "null")}
            """
    }

    private func logIn(
        _ request: ConsoleRequest, _ client: ClientAddress, _ authority: String?
    ) async throws -> Response {
        // Also without a session: a foreign page must not log its visitor in as somebody else.
        try gate.checkOrigin(
            request.headers, authority: authority, isHTTPS: client.isHTTPS, token: gate.commonToken)
        let text = try await request.text(upTo: Self.longestBody)
        guard let fields = FormFields.parse(text),
            let user = fields.last(where: { $0.name == "user" })?.value,
            let password = fields.last(where: { $0.name == "password" })?.value
        else { throw ConsoleRefusal(.badRequest, "Send a form with the fields user and password.") }
        let name = String(user.prefix(64))
        let keys: [FailureLimit.Key] = [
            .address(client.network), .user(name, address: client.network), .userAnywhere(name),
        ]
        let known = gate.verifier.isKnown(name) ? name : nil
        switch await gate.verifier.verify(name, password, keys: keys) {
        case .user(let role):
            audit.login(known, from: client, "logged in")
            return begin(name, role, request, client)
        case .wrong:
            audit.login(known, from: client, "refused")
            throw ConsoleRefusal(.unauthorized, "The name or the password is wrong.")
        case .waitFirst(let wait): return Self.wait(wait.components.seconds + 1)
        case .busy: return Self.wait(2)
        }
    }

    /// The session that was there ends: an id from before the login is worth nothing after it.
    private func begin(
        _ name: String, _ role: ConsoleRole, _ request: ConsoleRequest, _ client: ClientAddress
    ) -> Response {
        let before = gate.visitor(request.headers, isHTTPS: client.isHTTPS)
        if case .session(let key) = before?.proof { gate.sessions.end(key) }
        let (id, session) = gate.sessions.begin(user: name, role: role)
        let visitor = Visitor(
            name: name, role: role, proof: .session(SessionKey(id: id)), csrf: session.csrf)
        var response = Response.json(description(visitor))
        response.headers[.setCookie] = SessionCookie.set(id, isHTTPS: client.isHTTPS)
        return response
    }

    private func logOut(
        _ request: ConsoleRequest, _ client: ClientAddress, _ authority: String?
    ) throws -> Response {
        let visitor = try gate.admit(request.headers, isHTTPS: client.isHTTPS)
        try gate.checkOrigin(
            request.headers, authority: authority, isHTTPS: client.isHTTPS, token: visitor.csrf)
        if case .session(let key) = visitor.proof { gate.sessions.end(key) }
        audit.login(visitor.name, from: client, "logged out")
        var response = Response.json(description(nil))
        response.headers[.setCookie] = SessionCookie.cleared(isHTTPS: client.isHTTPS)
        return response
    }

    private static func wait(_ seconds: Int64) -> Response {
        var response = Response.refusal(
            ConsoleRefusal(.tooManyRequests, "Too many attempts; try again in \(seconds) s."))
        if let name = HTTPField.Name("retry-after") { response.headers[name] = "\(seconds)" }
        return response
    }
}
