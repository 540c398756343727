/// Which names mean this machine.
enum LoopbackHost {
    /// - Parameter host: as the user gave it, without a port.
    static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name == "::1" || name == "[::1]" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// What a URL calls a host: localhost where that name leads there.
    static func browserName(of host: String) -> String {
        ["127.0.0.1", "localhost", "0.0.0.0", "::"].contains(host.lowercased())
            ? "localhost" : bracketed(host)
    }

    /// As it stands before a port: an IPv6 address in brackets.
    static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    /// - Parameter authority: the Host header: a name, perhaps with a port.
    static func withoutPort(_ authority: String) -> String {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return authority }
            let rest = authority[authority.index(after: end)...]
            return rest.isEmpty || isPort(rest) ? String(authority[...end]) : authority
        }
        guard let colon = authority.firstIndex(of: ":") else { return authority }
        return isPort(authority[colon...]) ? String(authority[..<colon]) : authority
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && UInt16(text.dropFirst()) != nil
    }
}
