import ClickConsole
import Foundation
import Testing

/// A console with a login: its users and tokens.
enum AccessScene {
    static let password = "correct horse"
    static let token = "0123456789abcdef0123456789abcdef"

    /// scrypt as cheap as it gets, of `password`; what Python's hashlib.scrypt says.
    static let hash = "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0$E7/5hFKyIa/qZwRipZ2wJ8zG6C7W2+ArzZNltex+xis"

    static func configuration(
        host: String = "127.0.0.1", readOnly: Bool = false, masks: [String] = [], proxies: [String] = []
    ) throws -> ConsoleConfiguration {
        var configuration = ConsoleConfiguration(host: host, port: 0)
        configuration.isReadOnly = readOnly
        try configuration.access.addUsers(
            "# who may come\nanna:operator:\(hash)\n\nvera:viewer:\(hash)\n", file: "users")
        try configuration.access.addTokens("script:viewer:\(token)\nrobot:operator:\(token)x", file: "tokens")
        configuration.access.hosts = ["clicks.example.com"]
        configuration.access.proxies = proxies
        for mask in masks { _ = configuration.access.masks.add(mask) }
        return configuration
    }
}

/// Somebody who is logged in.
struct Login {
    let cookie: String
    let csrf: String

    var headers: [String: String] { ["Cookie": cookie, "X-CSRF-Token": csrf] }
}

extension ConsoleScene {
    /// The token of those who have no session.
    func commonToken() async throws -> String {
        try await get("/api/session").object()["csrf"] as? String ?? ""
    }

    func expect(
        _ status: Int, _ method: String, _ target: String, _ headers: [String: String] = [:],
        body: String = "", host: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await send(method, target, headers, body: body, host: host)
        #expect(answer.status == status, "\(headers) \(answer.body)", sourceLocation: sourceLocation)
    }

    func tryLogin(
        _ user: String, _ password: String, _ headers: [String: String] = [:]
    ) async throws -> Answer {
        let token = try await commonToken()
        let escaped = password.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try await send(
            "POST", "/api/session", ["X-CSRF-Token": token].merging(headers) { $1 },
            body: "user=\(user)&password=\(escaped)")
    }

    func login(_ user: String) async throws -> Login {
        let answer = try await tryLogin(user, AccessScene.password)
        let cookie = answer.headers["set-cookie"]?.prefix { $0 != ";" } ?? ""
        return Login(cookie: String(cookie), csrf: try answer.object()["csrf"] as? String ?? "")
    }
}
