internal import HTTPTypes

/// Under which names the console answers. A page of somebody else's site, whose name its owner points at this
/// machine, sends that site's name in the Host header, and is turned away (DNS rebinding). An address in
/// place of a name cannot be pointed anywhere.
struct AllowedHosts: Sendable {
    let isLoopbackOnly: Bool
    let names: [String]

    func allows(authority: String?) -> Bool {
        guard let authority else { return false }
        let host = LoopbackHost.withoutPort(authority).lowercased()
        if LoopbackHost.isLoopback(host) || names.contains(host) { return true }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        return !isLoopbackOnly && ClientAddress.isAddress(bare)
    }

    var refusal: ConsoleRefusal {
        let sentence =
            isLoopbackOnly && names.isEmpty
            ? "The console answers to localhost and loopback addresses only."
            : "The console does not answer to this name; name it with --console-host."
        return ConsoleRefusal(.misdirectedRequest, sentence)
    }
}
