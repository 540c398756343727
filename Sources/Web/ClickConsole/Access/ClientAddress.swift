internal import HTTPTypes
internal import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Where a request came from, and how.
struct ClientAddress: Sendable {
    /// The address of whoever asks; for the log, and to count failures by.
    let text: String
    let isHTTPS: Bool

    /// What the headers say is believed of a proxy that the operator has named, and of nobody else.
    init(peer: SocketAddress?, headers: HTTPFields, proxies: [String]) {
        let direct = Self.plain(peer?.ipAddress ?? "unknown")
        guard proxies.contains(direct) else {
            (text, isHTTPS) = (direct, false)
            return
        }
        let chain = Self.values(headers, "x-forwarded-for").map { Self.plain(Self.withoutPort($0)) }
        // The nearest proxy writes last; what stands before its word may be made up, also where that is none.
        let told = chain.last { !proxies.contains($0) }
        text = told.flatMap { Self.isAddress($0) ? $0 : nil } ?? direct
        isHTTPS = Self.values(headers, "x-forwarded-proto").last?.lowercased() == "https"
    }

    /// What failures are counted by: of IPv6, the network that one customer has.
    var network: String {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return text }
        return withUnsafeBytes(of: address) { HexText.text($0.prefix(8)) }
    }

    static func isAddress(_ text: String) -> Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

    /// An IPv4 address as such also where it came through a socket for both.
    static func plain(_ text: String) -> String {
        let lower = text.lowercased()
        return lower.hasPrefix("::ffff:") && lower.contains(".") ? String(lower.dropFirst(7)) : lower
    }

    /// As some proxies write it: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    private static func withoutPort(_ text: String) -> String {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return String(text[text.index(after: text.startIndex)..<end])
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : text
    }

    private static func values(_ headers: HTTPFields, _ name: String) -> [String] {
        guard let name = HTTPField.Name(name) else { return [] }
        return headers[values: name].flatMap { $0.split(separator: ",") }.map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
