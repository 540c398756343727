import FoundationEssentials

/// The time of day.
enum WallClock {
    /// Microseconds since 1970-01-01T00:00:00Z.
    static func microseconds() -> Int64 {
        // Exact: a Double counts microseconds until the year 2255.
        Int64((Date().timeIntervalSince1970 * 1_000_000).rounded())
    }
}
