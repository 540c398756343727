/// Why the console cannot start, and what to do about it.
package enum ConsoleError: Error, Equatable, CustomStringConvertible {
    case portTaken(address: String)
    case notLoopback(host: String)
    case cannotListen(address: String, reason: String)

    package var description: String {
        switch self {
        case .portTaken(let address):
            """
            Another program listens on \(address) already: end it, or give the console another address with \
            --console-listen (clickstream console: --listen); clickstream up --no-console does without.
            """
        case .notLoopback(let host):
            """
            The console cannot listen on \(host): it has no access control yet, so only loopback addresses, \
            for instance 127.0.0.1:9000, are allowed.
            """
        case .cannotListen(let address, let reason):
            "The console cannot listen on \(address) (\(reason)); give it another address."
        }
    }
}
