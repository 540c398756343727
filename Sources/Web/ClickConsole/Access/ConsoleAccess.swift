internal import Crypto

/// Who may use the console, under which names it answers, and what viewers do not see.
package struct ConsoleAccess: Sendable {
    struct User: Sendable {
        let name: String
        let role: ConsoleRole
        let password: PasswordHash
    }

    struct Token: Sendable {
        let name: String
        let role: ConsoleRole
        /// A token is random, so that one round of a hash keeps it safe.
        let digest: SHA256.Digest
    }

    var users: [User] = []
    var tokens: [Token] = []
    /// Names in a Host header, in lower case, beside those of this machine.
    package var hosts: [String] = []
    /// The addresses of proxies in front, which are believed about who asks, and whether by HTTPS.
    package var proxies: [String] = []
    package var masks = MaskingRules()

    package init() {}

    /// Whether nobody could log in.
    package var isEmpty: Bool { users.isEmpty && tokens.isEmpty }

    /// Whether others than this machine's programs may come, by a proxy.
    var expectsOthers: Bool { !proxies.isEmpty || !hosts.allSatisfy(LoopbackHost.isLoopback) }

    /// A proxy's address as requests are compared with it.
    /// - Returns: `nil` for what is no IP address.
    package static func proxyAddress(_ text: String) -> String? {
        ClientAddress.isAddress(text) ? ClientAddress.plain(text) : nil
    }

    /// - Parameters:
    ///   - text: of a file: a line for each user, `name:role:hash`.
    ///   - file: its name, for the sentence of the error.
    /// - Throws: `ConsoleAccessError`, which quotes no hash.
    package mutating func addUsers(_ text: String, file: String) throws(ConsoleAccessError) {
        for line in try AccessLine.all(in: text, file: file) {
            guard let hash = PasswordHash(line.secret) else {
                throw .line(
                    file: file, line.number,
                    "needs a hash that clickstream console hash-password has printed")
            }
            guard !users.contains(where: { $0.name == line.name }) else {
                throw .line(file: file, line.number, "names a user for the second time")
            }
            users.append(User(name: line.name, role: line.role, password: hash))
        }
        if users.isEmpty {
            throw .empty(file: file, "name:role:hash, as clickstream console hash-password prints")
        }
    }

    /// - Parameter text: of a file: a line for each token, `name:role:token`.
    /// - Throws: `ConsoleAccessError`, which quotes no token.
    package mutating func addTokens(_ text: String, file: String) throws(ConsoleAccessError) {
        for line in try AccessLine.all(in: text, file: file) {
            guard line.secret.utf8.count >= 24, line.secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw .line(
                    file: file, line.number,
                    "needs a token of at least 24 letters and digits, for instance from openssl rand -hex 32")
            }
            tokens.append(
                Token(name: line.name, role: line.role, digest: SHA256.hash(data: Array(line.secret.utf8))))
        }
        if tokens.isEmpty { throw .empty(file: file, "name:role:token") }
    }
}

/// A file with users or tokens is not what it has to be.
package enum ConsoleAccessError: Error, Equatable, CustomStringConvertible {
    case line(file: String, Int, String)
    case empty(file: String, String)

    package var description: String {
        switch self {
        case .line(let file, let number, let reason): "Line \(number) of \(file) \(reason); correct it."
        case .empty(let file, let format): "\(file) names nobody: write lines of \(format)."
        }
    }
}

/// A line of a file with users or tokens: who, what they may do, and the secret that they show.
private struct AccessLine {
    let number: Int
    let name: String
    let role: ConsoleRole
    let secret: String

    static func all(in text: String, file: String) throws(ConsoleAccessError) -> [AccessLine] {
        var lines: [AccessLine] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }.filter { $0 != "\r" }
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            let parts = trimmed.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, let role = ConsoleRole(rawValue: String(parts[1])) else {
                throw .line(file: file, index + 1, "is not name:role:secret with the role viewer or operator")
            }
            guard (1...64).contains(parts[0].utf8.count),
                parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
            else { throw .line(file: file, index + 1, "needs a name of 1 to 64 bytes without spaces") }
            lines.append(
                AccessLine(
                    number: index + 1, name: String(parts[0]), role: role,
                    secret: String(parts[2].prefix { $0 != " " && $0 != "\t" })))
        }
        return lines
    }
}
