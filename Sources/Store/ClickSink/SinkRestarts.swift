internal import ClickStore
internal import KafkaClient

/// Decides whether a worker that ended with an error is followed by another one, and how soon.
struct SinkRestarts {
    private var backoff = Backoff(first: .milliseconds(500), limit: .seconds(10))
    private var randomness = SystemRandomNumberGenerator()
    private var startedAt = ContinuousClock.now

    /// A worker that held out as long as this had overcome what ended the one before it.
    private static let steady = Duration.seconds(60)

    /// - Returns: how long to wait before the next worker joins the group.
    /// - Throws: the error, where another worker would fare no better.
    mutating func pause(after error: any Error) throws -> Duration {
        switch error {
        // Another sink took a partition over: the group tells who owns what now.
        case is SinkFenced: break
        // A fatal error of librdkafka is fatal for that client only.
        case let error as KafkaError where error.retriability != .permanent: break
        case SinkError.kafka(let error) where error.isFatal: break
        default: throw error
        }
        if startedAt.duration(to: .now) > Self.steady { backoff.reset() }
        startedAt = .now
        return backoff.next(using: &randomness)
    }
}
