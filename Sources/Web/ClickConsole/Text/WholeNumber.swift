internal import Hummingbird

/// Whole numbers that somebody sent; what is not one is refused, and not guessed at.
enum WholeNumber {
    /// - Parameter name: what it was sent as, for the sentence.
    static func read(
        _ text: String, _ name: String, within range: ClosedRange<Int64>
    ) throws(ConsoleRefusal) -> Int64 {
        if let number = Int64(text), range.contains(number) { return number }
        let most = range.upperBound == .max ? "up" : "to \(range.upperBound)"
        throw ConsoleRefusal(
            .badRequest, "\(name) takes a whole number from \(range.lowerBound) \(most).")
    }
}
