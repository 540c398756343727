import ArgumentParser
import FoundationEssentials

/// A moment, given as RFC 3339.
struct StartTime: ExpressibleByArgument, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    let microseconds: Int64

    init?(argument: String) {
        let plain = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? plain.parse(argument)) ?? (try? fractional.parse(argument)) else { return nil }
        microseconds = Int64((date.timeIntervalSince1970 * 1000).rounded()) * 1000
    }
}
