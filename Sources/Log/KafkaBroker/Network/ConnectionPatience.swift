/// Decides when a connection has kept the broker waiting for too long: with a request that it does not
/// finish, or without any.
///
/// Looks at the connection now and then; so an end comes up to one interval late, and never early. Times are
/// milliseconds on a clock that never goes back.
package struct ConnectionPatience: Equatable, Sendable {
    /// What a look at a connection finds.
    package struct Sight: Equatable, Sendable {
        /// Requests that are complete so far.
        package var framesCompleted: UInt64 = 0
        /// A request has begun to arrive.
        package var isFrameIncomplete = false
        /// The broker takes what the peer sends.
        package var isRead = true
        /// A request is being worked on, or waits for what it asked for.
        package var isBusy = false

        package init() {}
    }

    package enum Verdict: String, Equatable, Sendable {
        case fine
        case unfinishedRequest = "it did not finish a request in time"
        case idle = "it was idle for too long"
    }

    private let frameMilliseconds: Int64
    private let idleMilliseconds: Int64
    private var framesCompleted: UInt64 = 0
    /// Since when the same unfinished request was seen, while the connection was read.
    private var incompleteSince: Int64?
    private var lastSign: Int64

    package init(frameMilliseconds: Int64, idleMilliseconds: Int64, now: Int64) {
        self.frameMilliseconds = frameMilliseconds
        self.idleMilliseconds = idleMilliseconds
        lastSign = now
    }

    /// How often to look, in milliseconds.
    package var interval: Int64 { max(1, min(frameMilliseconds, idleMilliseconds) / 4) }

    /// The peer took some of what was sent to it, or got an answer.
    package mutating func signOfLife(now: Int64) { lastSign = max(lastSign, now) }

    package mutating func look(_ sight: Sight, now: Int64) -> Verdict {
        let isNew = sight.framesCompleted != framesCompleted
        framesCompleted = sight.framesCompleted
        if isNew || sight.isBusy { signOfLife(now: now) }
        if !sight.isFrameIncomplete || !sight.isRead {
            incompleteSince = nil
        } else if isNew || incompleteSince == nil {
            incompleteSince = now
        }
        if let incompleteSince, now - incompleteSince >= frameMilliseconds { return .unfinishedRequest }
        return now - lastSign >= idleMilliseconds ? .idle : .fine
    }
}
