/// The shapes that published click streams have, as weights and tables.
enum Distributions {
    /// Zipf-Mandelbrot popularity: the item of rank k (from 1) weighs 1 ÷ (k + offset)^exponent. The offset
    /// flattens the head, which pure Zipf makes too steep for clicks.
    static func zipfMandelbrot(count: Int, exponent: Double, offset: Double) -> [Double] {
        (1...max(count, 1)).map { 1 / ExactMath.power(Double($0) + offset, exponent) }
    }

    /// The inverse-Gaussian "law of surfing" over lengths 1…`limit`, as weights.
    /// - Parameters:
    ///   - mean: clicks a visit.
    ///   - shape: λ; the smaller, the more visits of one click and the longer the tail.
    static func inverseGaussian(mean: Double, shape: Double, limit: Int) -> [Double] {
        (1...limit).map { length in
            let x = Double(length)
            let distance = x - mean
            return ExactMath.exp(-shape * distance * distance / (2 * mean * mean * x))
                / (x * x * x).squareRoot()
        }
    }

    /// Quantiles of a log-logistic distribution, whose tail is a power law, in steps of 1 ÷ `steps`.
    /// - Returns: `steps` + 1 ascending values between `lowest` and `highest`.
    static func logLogisticQuantiles(
        median: Double, tail: Double, lowest: Double, highest: Double, steps: Int
    ) -> [Int64] {
        (0...steps).map { step in
            let share = min(max(Double(step) / Double(steps), 1e-6), 1 - 1e-6)
            let value = median * ExactMath.power(share / (1 - share), 1 / tail)
            return Int64(min(max(value, lowest), highest))
        }
    }
}
