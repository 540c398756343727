import TrafficSimulator

/// Which events of a plan are due. A pure value; times come in as arguments, in microseconds.
struct TrafficSchedule {
    /// What to do now.
    enum Step {
        case send(DueTimes)
        case wait(microseconds: Int64)
        case finished
    }

    /// Events to send now, and when each is due in event time.
    struct DueTimes {
        let indices: Range<Int64>
        fileprivate let pacer: Pacer?
        fileprivate let fixed: Int64

        func time(of index: Int64) -> Int64 { pacer?.time(of: index) ?? fixed }
    }

    private let plan: TrafficPlan
    private let end: Int64?
    /// When to send; `nil` at full speed.
    private var pace: Pacer?
    /// Event time, where it is not the time of sending.
    private let eventTime: Pacer?
    private var sent: Int64 = 0

    /// Events between two looks at the clock, at most.
    static let chunk: Int64 = 512
    /// The longest wait, so that a stop is noticed.
    private static let longestWait: Int64 = 100_000

    init(_ plan: TrafficPlan, now: Int64) {
        self.plan = plan
        end = plan.duration.map { now + Int64($0.seconds * 1e6) }
        let rate = plan.rate.eventsPerSecond
        pace = (plan.isPaced ? rate : nil).map { Pacer(eventsPerSecond: $0, start: now) }
        if plan.hasOwnTime {
            eventTime = Pacer(
                eventsPerSecond: rate ?? TrafficPlan.ratePastTheClock, start: plan.configuration.start)
        } else {
            eventTime = pace
        }
    }

    mutating func next(at now: Int64) -> Step {
        let left = plan.count.map { $0 - sent } ?? .max
        guard left > 0 else { return .finished }
        // What was due before the end is still sent, however late it is.
        let time = end.map { min(now, $0 - 1) } ?? now
        let indices: Range<Int64>
        if pace != nil {
            indices = pace?.take(at: time, limit: min(left, Self.chunk)) ?? 0..<0
        } else {
            indices = end.map { now < $0 } ?? true ? sent..<(sent + min(left, Self.chunk)) : 0..<0
        }
        guard !indices.isEmpty else {
            if let end, now >= end { return .finished }
            let wait = min(pace?.wait(at: now) ?? 0, (end ?? .max) - now)
            return .wait(microseconds: max(1, min(wait, Self.longestWait)))
        }
        sent += Int64(indices.count)
        return .send(DueTimes(indices: indices, pacer: eventTime, fixed: now))
    }
}
