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
        let chain = Self.values(headers, "x-forwarded-for").map(Self.plain)
        // The nearest proxy writes last; what stands before may be made up.
        text = chain.last { !proxies.contains($0) && Self.isAddress($0) } ?? direct
        isHTTPS = Self.values(headers, "x-forwarded-proto").last?.lowercased() == "https"
    }

    /// What failures are counted by: of IPv6, the network that one customer has.
    var network: String {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return text }
        return withUnsafeBytes(of: address) { Secret.hexadecimal($0.prefix(8)) }
    }

    static func isAddress(_ text: String) -> Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

    /// An IPv4 address as such also where it came through a socket for both.
    static func plain(_ text: String) -> String {
        let lower = text.lowercased()
        return lower.hasPrefix("::ffff:") && lower.contains(".") ? String(lower.dropFirst(7)) : lower
    }

    private static func values(_ headers: HTTPFields, _ name: String) -> [String] {
        guard let name = HTTPField.Name(name) else { return [] }
        return headers[values: name].flatMap { $0.split(separator: ",") }.map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
