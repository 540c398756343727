/// Who sent a request, as far as the console believes it.
struct Visitor: Sendable {
    enum Proof: Sendable, Equatable {
        /// None is needed: only this machine reaches the console.
        case thisMachine
        case session(SessionKey)
        case token
    }

    /// `nil` where there is no login.
    let name: String?
    let role: ConsoleRole
    let proof: Proof
    /// What a changing request has to carry; `nil` where nobody else's page can send the proof.
    let csrf: String?

    /// For the log.
    var description: String { name ?? "without login" }
}
