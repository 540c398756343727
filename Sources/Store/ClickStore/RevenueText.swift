internal import ClickRollups

/// Amounts of money by currency as JSON, as in `{"EUR":12.5000}`. Keeps its memory from one to the next.
struct RevenueText {
    private var bytes: [UInt8] = []

    /// The JSON, valid while `body` runs.
    mutating func withJSON(
        _ revenue: BatchVisits.Revenue, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        begin()
        revenue.forEach { append($0, $1) }
        end()
        bytes.withUnsafeBufferPointer(body)
    }

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(ascii: "{"))
    }

    mutating func append(_ currency: CurrencyCode, _ tenThousandths: Int128) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        let (first, second, third) = currency.letters
        bytes.append(UInt8(ascii: "\""))
        bytes.append(first)
        bytes.append(second)
        bytes.append(third)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        if tenThousandths < 0 { bytes.append(UInt8(ascii: "-")) }
        append(tenThousandths.magnitude)
    }

    mutating func end() { bytes.append(UInt8(ascii: "}")) }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// With four decimals, and at least one digit before them.
    private mutating func append(_ tenThousandths: UInt128) {
        var front = bytes.count
        var rest = tenThousandths
        var digits = 0
        repeat {
            if digits == 4 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            digits += 1
        } while rest > 0 || digits < 5
        // The last digit came first.
        var back = bytes.count - 1
        while front < back {
            bytes.swapAt(front, back)
            front += 1
            back -= 1
        }
    }
}
