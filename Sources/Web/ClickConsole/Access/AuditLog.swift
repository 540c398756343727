internal import Logging

/// A line in the log for whatever changes something, and for each login: who, from where, what, and how it
/// ended. No secret stands in it.
struct AuditLog: Sendable {
    let logger: Logger

    func action(_ visitor: Visitor, from client: ClientAddress, _ what: String, status: Int) {
        logger.notice(
            "Console action",
            metadata: [
                "who": "\(visitor.description)", "role": "\(visitor.role.rawValue)", "from": "\(client.text)",
                "what": "\(what)", "status": "\(status)",
            ])
    }

    /// - Parameter who: `nil` for a name that nobody has; it may be a password in the wrong place.
    func login(_ who: String?, from client: ClientAddress, _ result: String) {
        logger.notice(
            "Console login",
            metadata: ["who": "\(who ?? "unknown user")", "from": "\(client.text)", "result": "\(result)"])
    }
}
