import ArgumentParser

/// A moment that something is asked for since or until: a time, a day, or how long ago.
enum TimeBound: ExpressibleByArgument, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    case at(Int64)
    /// Microseconds before now.
    case ago(Int64)

    init?(argument: String) {
        if let time = StartTime(argument: argument) ?? StartTime(argument: argument + "T00:00:00Z") {
            self = .at(time.microseconds)
            return
        }
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()),
            (0...1_000_000).contains(count)
        else { return nil }
        self = .ago(count * unit * 1_000_000)
    }

    /// - Parameter now: microseconds since 1970.
    func microseconds(now: Int64) -> Int64 {
        switch self {
        case .at(let time): time
        case .ago(let distance): now - distance
        }
    }
}
