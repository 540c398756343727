/// Which time a page is about, as its URL says it.
enum TimeRange: Sendable, Equatable {
    case live, hour, day, week, month
    /// Everything that is kept.
    case all
    /// Seconds since 1970, the end exclusive.
    case between(Int64, Int64)

    static let names = "live, hour, day, week, month, all"
    private static let mostSeconds: Int64 = 50 * 366 * 86_400

    var name: String {
        switch self {
        case .live: "live"
        case .hour: "hour"
        case .day: "day"
        case .week: "week"
        case .month: "month"
        case .all: "all"
        case .between: "custom"
        }
    }

    /// Takes `range`, or `from` with `to` or without: then up to now, which is far ahead here.
    init(_ parameters: inout QueryParameters, default standard: TimeRange) throws(ConsoleRefusal) {
        let (name, from, to) = (
            try parameters.take("range"), try parameters.take("from"), try parameters.take("to")
        )
        if let from {
            guard name == nil || name == "custom" else {
                throw ConsoleRefusal.unclear("Take either range, or from and to.")
            }
            let start = try Self.moment(from, "from").seconds
            var end = Int64.max
            if let to {
                let moment = try Self.moment(to, "to")
                end = moment.isDate ? moment.seconds + 86_400 : moment.seconds
            }
            guard start < end, end == .max || end - start <= Self.mostSeconds else {
                throw ConsoleRefusal.unclear(
                    "The time goes from an earlier to a later moment, 50 years at most.")
            }
            self = .between(start, end)
            return
        }
        guard to == nil else { throw ConsoleRefusal.unclear("With to comes from, the beginning.") }
        switch name {
        case nil: self = standard
        case "live": self = .live
        case "hour": self = .hour
        case "day": self = .day
        case "week": self = .week
        case "month": self = .month
        case "all": self = .all
        default:
            throw ConsoleRefusal.unclear(
                "The parameter range takes \(Self.names); for any other time take from and to.")
        }
    }

    private static func moment(
        _ text: String, _ name: String
    ) throws(ConsoleRefusal) -> (seconds: Int64, isDate: Bool) {
        guard let moment = UTCTime.moment(text), moment.milliseconds >= 0 else {
            throw ConsoleRefusal.unclear(
                "The parameter \(name) takes a date as 2026-03-01, or a time as 2026-03-01T12:00:00Z.")
        }
        return (moment.milliseconds / 1000, moment.isDate)
    }
}
