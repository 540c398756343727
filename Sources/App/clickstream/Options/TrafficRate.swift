import ArgumentParser

/// Events a second, or as many as possible.
enum TrafficRate: Equatable, Sendable, ExpressibleByArgument, CustomStringConvertible {
    case perSecond(Double)
    case maximum

    init?(argument: String) {
        if argument == "max" {
            self = .maximum
            return
        }
        guard let number = Double(argument), number > 0, number <= 1e9 else { return nil }
        self = .perSecond(number)
    }

    /// `nil` for as many as possible.
    var eventsPerSecond: Double? {
        switch self {
        case .perSecond(let number): number
        case .maximum: nil
        }
    }

    var description: String {
        switch self {
        case .perSecond(let number): "\(Format.rate(number)) clicks a second"
        case .maximum: "as many clicks as possible"
        }
    }
}
