/// Logarithm and exponential from the four basic operations alone.
///
/// IEEE 754 fixes the result of + − × ÷ to the last bit and leaves `log` and `exp` to each C library; a table
/// built with those could differ in a bit between platforms, and with it every click drawn from it. Good to
/// about 1e-15, slow, and only for building tables.
enum ExactMath {
    private static let naturalLogOfTwo = 0.693_147_180_559_945_3

    /// - Parameter value: positive and finite.
    static func log(_ value: Double) -> Double {
        var exponent = value.exponent
        var significand = value.significand
        if significand > 1.4142 {
            significand /= 2
            exponent += 1
        }
        // log m = 2 artanh((m − 1) / (m + 1)); |s| < 0.172, so that the 16th term is below 1e-25.
        let s = (significand - 1) / (significand + 1)
        let square = s * s
        var power = s
        var sum = 0.0
        for term in 0..<16 {
            sum += power / Double(2 * term + 1)
            power *= square
        }
        return 2 * sum + Double(exponent) * naturalLogOfTwo
    }

    /// - Parameter value: within ±700.
    static func exp(_ value: Double) -> Double {
        let halvings = (value / naturalLogOfTwo).rounded()
        let rest = value - halvings * naturalLogOfTwo
        var sum = 1.0
        var term = 1.0
        for step in 1...20 {
            term *= rest / Double(step)
            sum += term
        }
        return sum * Double(sign: .plus, exponent: Int(halvings), significand: 1)
    }

    static func power(_ base: Double, _ exponent: Double) -> Double {
        exp(exponent * log(base))
    }
}
