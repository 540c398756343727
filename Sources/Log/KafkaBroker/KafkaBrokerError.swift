package import KafkaLog

/// Why a broker could not start.
package enum KafkaBrokerError: Error, Sendable, Equatable {
    /// Another program listens there already.
    case addressInUse(host: String, port: Int)
    /// The address can't be listened on; `reason` is the system's sentence.
    case cannotListen(host: String, port: Int, reason: String)
    /// The data directory can't be used.
    case log(LogError)
    /// A broker object runs once; make another one.
    case alreadyStarted
}

extension KafkaBrokerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "port \(port) on \(host) is in use by another program: "
                + "stop that one, or choose another port with --listen"
        case .cannotListen(let host, let port, let reason):
            "the broker cannot listen on \(host), port \(port): \(reason)"
        case .log(let error):
            error.description
        case .alreadyStarted:
            "this broker was started before: make a new one"
        }
    }
}
