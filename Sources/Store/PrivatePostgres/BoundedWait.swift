/// Pauses that double up to a longest one, and end in an error after a limit.
struct BoundedWait {
    private let limit: Duration
    private let longest: Duration
    private let deadline: ContinuousClock.Instant
    private var next: Duration

    init(limit: Duration, first: Duration, longest: Duration, now: ContinuousClock.Instant = .now) {
        self.limit = limit
        self.longest = longest
        deadline = now + limit
        next = first
    }

    func isOver(at now: ContinuousClock.Instant = .now) -> Bool { now >= deadline }

    /// The pause to make now; `nil` once the limit is reached.
    mutating func pause(at now: ContinuousClock.Instant) -> Duration? {
        guard now < deadline else { return nil }
        let pause = min(next, deadline - now)
        next = min(next * 2, longest)
        return pause
    }

    mutating func pause(waitingFor what: String, logPath: String) async throws(PrivatePostgresError) {
        guard let pause = pause(at: .now) else {
            let seconds = Int(limit.components.seconds)
            throw .timedOut(waitingFor: what, seconds: seconds, logPath: logPath)
        }
        do {
            try await Task.sleep(for: pause)
        } catch {
            throw .cancelled
        }
    }
}
