import FoundationEssentials

/// A moment as RFC 3339.
enum TimeStamp {
    /// - Parameters:
    ///   - microseconds: since 1970-01-01T00:00:00Z.
    ///   - decimals: 0 to 6; what is beyond is cut off, not rounded.
    static func text(_ microseconds: Int64, decimals: Int = 6) -> String {
        let fraction = (microseconds % 1_000_000 + 1_000_000) % 1_000_000
        let seconds = Date(timeIntervalSince1970: Double((microseconds - fraction) / 1_000_000))
        let text = seconds.formatted(Date.ISO8601FormatStyle())
        guard decimals > 0 else { return text }
        let digits = String(1_000_000 + fraction).dropFirst().prefix(decimals)
        return text.dropLast() + "." + digits + "Z"
    }
}
