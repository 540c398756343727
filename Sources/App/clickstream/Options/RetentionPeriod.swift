/// How long clicks are kept: a number of days, given in days, weeks or years.
struct RetentionPeriod: Equatable, Sendable {
    let days: Int

    /// A century: nobody means more.
    private static let mostDays = 36_500

    /// Parses `90d`, `12w` or `2y`.
    /// - Throws: `UsageError`.
    init(_ text: String) throws {
        let units: [Character: Int] = ["d": 1, "w": 7, "y": 365]
        let digits = text.dropLast()
        guard let unit = text.last.flatMap({ units[$0] }), digits.allSatisfy({ ("0"..."9").contains($0) }),
            let number = Int(digits), (1...Self.mostDays).contains(number),
            number * unit <= Self.mostDays
        else {
            throw UsageError(
                "--retention takes a number of days, weeks or years, as in 90d, 12w or 2y, not \"\(text)\".")
        }
        days = number * unit
    }
}
