internal import Crypto
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Decides who may have an answer, and who may change something.
final class AccessGate: Sendable {
    static let cookieName = "clickstream_session"

    let access: ConsoleAccess
    let sessions: SessionStore
    let failures = FailureLimit()
    let verifier: PasswordVerifier
    let hosts: AllowedHosts
    /// What those who have no session carry in changing requests: only a page of this console can read it.
    let commonToken = Secret.make()
    private let allowsActions: Bool
    private let isReadOnly: Bool

    init(_ configuration: ConsoleConfiguration, sessions: SessionStore = SessionStore()) {
        access = configuration.access
        self.sessions = sessions
        verifier = PasswordVerifier(users: configuration.access.users, failures: failures)
        hosts = AllowedHosts(
            isLoopbackOnly: LoopbackHost.isLoopback(configuration.host),
            names: configuration.access.hosts.map { $0.lowercased() })
        allowsActions = configuration.allowsActions
        isReadOnly = configuration.isReadOnly
    }

    var needsLogin: Bool { !access.isEmpty }

    func client(_ headers: HTTPFields, _ channel: any Channel) -> ClientAddress {
        ClientAddress(peer: channel.remoteAddress, headers: headers, proxies: access.proxies)
    }

    // MARK: Who

    /// - Returns: `nil` for somebody who has to log in first.
    func visitor(_ headers: HTTPFields, isHTTPS: Bool) -> Visitor? {
        guard needsLogin else {
            return Visitor(
                name: nil, role: allowsActions ? .operator : .viewer, proof: .thisMachine, csrf: commonToken)
        }
        if let header = headers[.authorization] { return bearer(header) }
        guard let id = SessionCookie.id(in: headers[values: .cookie], isHTTPS: isHTTPS) else { return nil }
        let key = SessionKey(id: id)
        return sessions.session(key).map {
            Visitor(name: $0.user, role: $0.role, proof: .session(key), csrf: $0.csrf)
        }
    }

    private func bearer(_ header: String) -> Visitor? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let digest = SHA256.hash(data: Array(parts[1].utf8))
        // All are compared, each in constant time.
        let matches = access.tokens.filter { $0.digest == digest }
        return matches.first.map { Visitor(name: $0.name, role: $0.role, proof: .token, csrf: nil) }
    }

    func admit(_ headers: HTTPFields, isHTTPS: Bool) throws(ConsoleRefusal) -> Visitor {
        guard let visitor = visitor(headers, isHTTPS: isHTTPS) else {
            throw ConsoleRefusal(.unauthorized, "Log in first, or send an Authorization header with a token.")
        }
        return visitor
    }

    /// Whether a visitor is still one: for answers that go on for long.
    func isStillAdmitted(_ visitor: Visitor) -> Bool {
        guard case .session(let key) = visitor.proof else { return true }
        return sessions.isAlive(key)
    }

    // MARK: What

    /// Whether anybody at all may change something.
    var takesActions: Bool { !isReadOnly && (needsLogin || allowsActions) }

    func mayAct(_ visitor: Visitor) -> Bool { takesActions && visitor.role == .operator }

    /// - Throws: `ConsoleRefusal` where this visitor changes nothing.
    func authorizeAction(_ visitor: Visitor) throws(ConsoleRefusal) {
        guard mayAct(visitor) else {
            throw ConsoleRefusal(.forbidden, "Your role is viewer, which changes nothing; ask an operator.")
        }
    }

    /// Sees to it that a request was not sent by another site's page; a person may have typed its address.
    func checkSite(_ headers: HTTPFields) throws(ConsoleRefusal) {
        guard [nil, "none", "same-origin"].contains(Self.site(headers)) else { throw Self.foreign }
    }

    /// Sees to it that a request was sent by a page of this console, or by no browser.
    func checkOrigin(
        _ headers: HTTPFields, authority: String?, isHTTPS: Bool
    ) throws(ConsoleRefusal) {
        guard [nil, "same-origin"].contains(Self.site(headers)) else { throw Self.foreign }
        guard let origin = headers[.origin] else { return }
        guard origin.lowercased() == "http\(isHTTPS ? "s" : "")://\((authority ?? "").lowercased())" else {
            throw Self.foreign
        }
    }

    /// The same, and that it carries a token that only a page of this console can read.
    /// - Parameter token: `nil` for a proof that no foreign page can send.
    func checkOrigin(
        _ headers: HTTPFields, authority: String?, isHTTPS: Bool, token: String?
    ) throws(ConsoleRefusal) {
        guard let token else { return }
        try checkOrigin(headers, authority: authority, isHTTPS: isHTTPS)
        let sent = HTTPField.Name("x-csrf-token").flatMap { headers[$0] } ?? ""
        guard Secret.equal(sent, token) else {
            throw ConsoleRefusal(
                .forbidden,
                "The header X-CSRF-Token is missing or old; GET /api/session tells the present one.")
        }
    }

    /// What a changing request has to carry. Where no login is needed, one that names neither its origin nor
    /// its site is a script's, and carries nothing: browsers name them.
    func token(of visitor: Visitor, _ headers: HTTPFields) -> String? {
        let isScript = Self.site(headers) == nil && headers[.origin] == nil
        return visitor.proof == .thisMachine && isScript ? nil : visitor.csrf
    }

    private static func site(_ headers: HTTPFields) -> String? {
        HTTPField.Name("sec-fetch-site").flatMap { headers[$0] }
    }

    private static let foreign = ConsoleRefusal(
        .forbidden,
        "Another site's page sent this. Behind a proxy with HTTPS, name its address with --console-proxy.")
}
