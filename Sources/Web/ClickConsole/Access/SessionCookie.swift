/// The cookie that a session is carried by.
enum SessionCookie {
    /// With HTTPS the name's prefix makes a browser take it from this host alone, and only with `Secure`.
    private static func name(isHTTPS: Bool) -> String { (isHTTPS ? "__Host-" : "") + AccessGate.cookieName }

    /// - Parameter isHTTPS: whether the request came that way: then the name without the prefix, which
    ///   another host of the same domain could have set, is nobody's.
    static func id(in headers: [String], isHTTPS: Bool) -> String? {
        let pairs: [Substring] = headers.flatMap { header in
            header.split(separator: ";").map { $0.drop { $0 == " " } }
        }
        let start = name(isHTTPS: isHTTPS) + "="
        return pairs.first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
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
