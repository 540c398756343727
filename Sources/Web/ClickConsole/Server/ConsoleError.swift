/// Why the console cannot start, and what to do about it.
package enum ConsoleError: Error, Equatable, CustomStringConvertible {
    case portTaken(address: String)
    case loginMissing(host: String)
    case cannotListen(address: String, reason: String)

    package var description: String {
        switch self {
        case .portTaken(let address):
            """
            Another program listens on \(address) already: end it, or give the console another address with \
            --console-listen (clickstream console: --listen); clickstream up --no-console does without.
            """
        case .loginMissing(let host):
            """
            The console does not answer to others (\(host)) without a login: name its users with --console-users \
            (clickstream console hash-password prints a line for one) or tokens with --console-token-file, or keep \
            it on this machine, at 127.0.0.1:9000.
            """
        case .cannotListen(let address, let reason):
            "The console cannot listen on \(address) (\(reason)); give it another address."
        }
    }
}
