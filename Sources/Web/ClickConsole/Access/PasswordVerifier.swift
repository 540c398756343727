internal import DedicatedThread
internal import Synchronization

/// Compares passwords, one at a time, on a thread of its own: hashing one costs much of a second of a core,
/// and a flood of logins must not cost the pages more than that one core.
actor PasswordVerifier {
    enum Verdict: Equatable {
        case user(ConsoleRole)
        case wrong
        case waitFirst(Duration)
        case busy
    }

    /// Logins that may wait for their turn.
    private static let queue = 8

    private let thread = DedicatedThread(name: "console-login")
    private let users: [ConsoleAccess.User]
    /// For names that nobody has: they take as long as any other.
    private let decoy: PasswordHash?
    private let failures: FailureLimit
    private nonisolated let waiting = Atomic(0)

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(users: [ConsoleAccess.User], failures: FailureLimit) {
        self.users = users
        self.failures = failures
        decoy = users.map(\.password).max {
            $0.cost.memory * $0.cost.parallelism < $1.cost.memory * $1.cost.parallelism
        }
    }

    nonisolated func isKnown(_ name: String) -> Bool { users.contains { $0.name == name } }

    /// - Parameter keys: what a failure is counted by.
    nonisolated func verify(_ name: String, _ password: String, keys: [FailureLimit.Key]) async -> Verdict {
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.queue else {
            waiting.subtract(1, ordering: .relaxed)
            return .busy
        }
        defer { waiting.subtract(1, ordering: .relaxed) }
        return await compare(name, password, keys)
    }

    /// Asks for the wait only now: those who came at the same time have failed meanwhile.
    private func compare(_ name: String, _ password: String, _ keys: [FailureLimit.Key]) -> Verdict {
        if let wait = failures.wait(keys) { return .waitFirst(wait) }
        let user = users.first { $0.name == name }
        let isRight = (user?.password ?? decoy)?.matches(password) ?? false
        guard let user, isRight else {
            failures.failed(keys)
            return .wrong
        }
        failures.succeeded(keys)
        return .user(user.role)
    }
}
