/// Reads the message with which libpq failed to connect.
///
/// libpq keeps a server's SQLSTATE to itself until a connection stands. In verbose form it writes the code
/// into the message (`FATAL:  28P01: password authentication failed …`), and that form is what is read here.
/// Messages of libpq's own carry no code; they are in English unless the program calls `setlocale`, which
/// ours does not.
package struct ConnectFailure: Equatable {
    package let message: String
    package let sqlState: SQLState?
    package let retriability: PostgresError.Retriability

    /// - Parameter asksForPassword: `PQconnectionNeedsPassword`: the server wanted one, and there was none.
    package init(libpqMessage: String, asksForPassword: Bool) {
        let lines = libpqMessage.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
        var state: SQLState?
        var kept: [String] = []
        for line in lines {
            guard let found = Self.sqlState(in: line) else {
                kept.append(line.trimmed)
                continue
            }
            state = found.state
            kept.append((line[..<found.range.lowerBound] + line[found.range.upperBound...]).trimmed)
        }
        if asksForPassword { state = .invalidPassword }
        sqlState = state
        message = kept.joined(separator: " ")
        retriability = state?.retriability ?? Self.retriability(of: message)
    }

    /// A multi-line message as one.
    static func oneLine(_ text: String) -> String {
        text.split(separator: "\n").map(\.trimmed).joined(separator: " ")
    }

    /// Finds `FATAL:  28P01: `, where the severity may be in any language: the range of `28P01: `.
    private static func sqlState(in line: Substring) -> (state: SQLState, range: Range<Substring.Index>)? {
        var rest = line
        while let colon = rest.firstIndex(of: ":") {
            let after = rest[rest.index(after: colon)...].drop { $0 == " " }
            let code = after.prefix(5)
            let tail = after.dropFirst(5)
            // Codes have digits; the severity before them may have five capital letters and no other sign.
            if let state = SQLState(String(code)), code.contains(where: \.isNumber), tail.hasPrefix(": ") {
                return (state, code.startIndex..<tail.index(tail.startIndex, offsetBy: 2))
            }
            rest = after
        }
        return nil
    }

    private static func retriability(of message: String) -> PostgresError.Retriability {
        if permanentSigns.contains(where: message.contains) { return .permanent }
        return passingSigns.contains(where: message.contains) ? .retriable : .unknown
    }

    private static let passingSigns = [
        "Connection refused", "Connection reset", "No such file or directory", "No route to host",
        "Network is unreachable", "Host is unreachable", "Network is down", "Temporary failure",
        "server closed the connection", "timeout expired", "timed out", "Resource temporarily unavailable",
        "Broken pipe", "no response",
    ]

    private static let permanentSigns = [
        "no password supplied", "does not support SSL", "certificate", "authentication method",
        "Permission denied", "SCRAM", "invalid ", "too long",
    ]
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
