/// How long visitors stay on a page: most a few seconds, some for minutes, the tail a power law.
struct DwellTimes: Sendable {
    /// The middle dwell time, microseconds.
    static let median: Int64 = 7_000_000
    /// No one stays longer: a visit ends after 30 minutes of silence.
    static let longest: Int64 = 1_200_000_000
    private static let shortest: Int64 = 400_000
    private static let stepBits: UInt64 = 12

    private let quantiles: [Int64]

    init() {
        quantiles = Distributions.logLogisticQuantiles(
            median: Double(Self.median), tail: 1.75, lowest: Double(Self.shortest),
            highest: Double(Self.longest), steps: 1 << Self.stepBits)
    }

    /// - Parameter bits: 64 random bits.
    /// - Returns: microseconds.
    func draw(_ bits: UInt64) -> Int64 {
        let step = Int(bits >> (64 - Self.stepBits))
        let fraction = Int64(truncatingIfNeeded: bits & 0xFFFF)
        let low = quantiles[step]
        return low + ((quantiles[step + 1] - low) * fraction) >> 16
    }
}
