import TrafficSimulator

/// What traffic to make, how fast, and until when.
struct TrafficPlan: Sendable {
    var configuration: TrafficConfiguration
    var rate: TrafficRate
    /// Event time does not follow the clock on the wall, but goes on from `configuration.start`.
    var hasOwnTime: Bool
    /// Records, or `nil` for no end.
    var count: Int64?
    /// Time on the wall, or `nil` for no end.
    var duration: Duration?

    /// Events wait for the clock on the wall; otherwise they go out as fast as they are taken.
    var isPaced = true

    /// Event time passes at this rate where neither a rate nor the wall clock gives it.
    static let ratePastTheClock = 1000.0

    /// One line for a person.
    var summary: String {
        var text = "\(rate), seed \(configuration.seed)"
        if let count { text += ", \(Format.count(count)) records" }
        if let duration { text += ", for \(Format.decimal(duration.seconds, places: 0)) s" }
        return text
    }
}
