/// Numbers as a person reads them.
enum Format {
    /// `1234567` as `1,234,567`.
    static func count(_ number: some BinaryInteger) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A rate, with a decimal where it is small.
    static func rate(_ perSecond: Double) -> String {
        guard perSecond.isFinite else { return "-" }
        if perSecond >= 10 || perSecond == 0 { return count(Int64(perSecond.rounded())) }
        return decimal(perSecond, places: 1)
    }

    /// A number with a fixed count of decimals.
    static func decimal(_ number: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        guard number.isFinite, abs(number) < 1e15 else { return "\(number)" }
        let scaled = Int64((abs(number) * scale).rounded())
        let whole = scaled / Int64(scale)
        let fraction = String(scaled % Int64(scale))
        let sign = number < 0 && scaled != 0 ? "-" : ""
        if places == 0 { return sign + count(whole) }
        return sign + count(whole) + "." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    /// A time in milliseconds, in the unit that suits it.
    static func milliseconds(_ value: UInt64) -> String {
        switch value {
        case ..<10_000: "\(count(value)) ms"
        case ..<600_000: "\(decimal(Double(value) / 1000, places: 1)) s"
        default: "\(count(value / 60_000)) min"
        }
    }

    /// A number of bytes, in binary units.
    static func bytes(_ value: some BinaryInteger) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var number = Double(value)
        var unit = 0
        while number >= 1024 && unit < units.count - 1 {
            number /= 1024
            unit += 1
        }
        return unit == 0 ? "\(count(value)) B" : "\(decimal(number, places: 1)) \(units[unit])"
    }
}
