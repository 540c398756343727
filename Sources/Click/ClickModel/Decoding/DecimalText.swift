/// Numbers from their JSON text, exactly: never through binary floating point.
package enum DecimalText {
    /// The value of a JSON number in ten-thousandths, rounded half away from zero.
    ///
    /// - Parameter text: a number as RFC 8259 writes it; the parser has checked that.
    /// - Returns: `nil` where the magnitude is 10^12 or more after rounding.
    package static func tenThousandths(_ text: BorrowedBytes) -> Int64? {
        guard let start = text.start, text.count > 0 else { return nil }
        let isNegative = start[0] == minus
        let scan = Scan(start, from: isNegative ? 1 : 0, to: text.count)
        // The value is 0.d1d2d3… × 10^power with d1 ≠ 0, so `kept` digits stand before the rounding one.
        guard scan.firstDigit >= 0 else { return 0 }
        let kept = scan.power + 4
        if kept > 16 { return nil }
        if kept < 0 { return 0 }
        var units: Int64 = 0
        var taken = 0
        var index = scan.firstDigit
        var roundingDigit: UInt8 = 0
        while index < scan.mantissaEnd, taken <= kept {
            let digit = start[index] &- 0x30
            index += 1
            // The decimal point.
            guard digit < 10 else { continue }
            if taken == kept { roundingDigit = digit } else { units = units * 10 + Int64(digit) }
            taken += 1
        }
        while taken < kept {
            units *= 10
            taken += 1
        }
        if roundingDigit >= 5 { units += 1 }
        guard units < 10_000_000_000_000_000 else { return nil }
        return isNegative ? -units : units
    }

    /// The value of a JSON number without fraction and exponent.
    /// - Returns: `nil` where it does not fit.
    package static func integer(_ text: BorrowedBytes) -> Int64? {
        guard let start = text.start, text.count > 0 else { return nil }
        let isNegative = start[0] == minus
        var value: Int64 = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(start[index] &- 0x30)
            let (sum, carried) = product.addingReportingOverflow(isNegative ? -digit : digit)
            guard !overflowed, !carried else { return nil }
            value = sum
        }
        return value
    }

    private static var minus: UInt8 { 0x2d }

    /// Where the digits of a number are, and how large it is.
    private struct Scan {
        /// Index of the first digit that is not zero; negative where there is none.
        private(set) var firstDigit = -1
        private(set) var mantissaEnd: Int
        /// The number is 0.d1d2d3… × 10^power, d1 being the first digit. Capped far beyond what matters.
        private(set) var power = 0

        init(_ start: UnsafePointer<UInt8>, from: Int, to end: Int) {
            var pointIndex = -1
            var index = from
            while index < end {
                let byte = start[index]
                if byte == 0x2e {
                    pointIndex = index
                } else if byte | 0x20 == 0x65 {
                    break
                } else if firstDigit < 0, byte != 0x30 {
                    firstDigit = index
                }
                index += 1
            }
            mantissaEnd = index
            let integerEnd = pointIndex < 0 ? index : pointIndex
            // Zeros between the point and the first digit make the power negative.
            power = firstDigit < integerEnd ? integerEnd - firstDigit : integerEnd + 1 - firstDigit
            if index < end { power += Self.exponent(start, from: index + 1, to: end) }
        }

        private static func exponent(_ start: UnsafePointer<UInt8>, from: Int, to end: Int) -> Int {
            var index = from
            let isNegative = start[index] == 0x2d
            if isNegative || start[index] == 0x2b { index += 1 }
            var value = 0
            while index < end {
                // Larger than any record is long: no mantissa can make up for it.
                if value < 1 << 40 { value = value * 10 + Int(start[index] &- 0x30) }
                index += 1
            }
            return isNegative ? -value : value
        }
    }
}
