/// The cookie that a session is carried by.
enum SessionCookie {
    /// With HTTPS the name's prefix makes a browser take it from this host alone, and only with `Secure`.
    private static func name(isHTTPS: Bool) -> String { (isHTTPS ? "__Host-" : "") + AccessGate.cookieName }

    static func id(in headers: [String]) -> String? {
        let pairs: [Substring] = headers.flatMap { header in
            header.split(separator: ";").map { $0.drop { $0 == " " } }
        }
        for name in [name(isHTTPS: true), name(isHTTPS: false)] {
            if let pair = pairs.first(where: { $0.hasPrefix(name + "=") }) {
                return String(pair.dropFirst(name.count + 1))
            }
        }
        return nil
    }

    static func set(_ id: String, isHTTPS: Bool) -> String {
        text(id, seconds: SessionStore.lifetime.components.seconds, isHTTPS)
    }

    static func cleared(isHTTPS: Bool) -> String { text("", seconds: 0, isHTTPS) }

    private static func text(_ value: String, seconds: Int64, _ isHTTPS: Bool) -> String {
        "\(name(isHTTPS: isHTTPS))=\(value); HttpOnly; SameSite=Strict; Path=/; Max-Age=\(seconds)"
            + (isHTTPS ? "; Secure" : "")
    }
}
