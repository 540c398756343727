/// Decimal numbers of any length, compared by their digits: as JSON writes them, and not as a processor
/// rounds them.
struct DecimalText: Comparable {
    private let isNegative: Bool
    /// Without zeros at either end; empty for zero.
    private let digits: [UInt8]
    /// The number is 0.DIGITS times ten to this power.
    private let power: Int

    /// - Returns: `nil` for what is no number. Zeros may stand before it, as in ids.
    init?(_ text: String) {
        var rest = text.utf8[...]
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest.removeFirst() }
        let whole = Self.digits(&rest)
        var fraction: Substring.UTF8View?
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.digits(&rest)
        }
        guard !whole.isEmpty, fraction?.isEmpty != true, let exponent = Self.exponent(rest) else {
            return nil
        }
        let all = Array(whole) + Array(fraction ?? "".utf8[...])
        let zeros = all.prefix { $0 == UInt8(ascii: "0") }.count
        let end = all.lastIndex { $0 != UInt8(ascii: "0") } ?? zeros - 1
        digits = end < zeros ? [] : Array(all[zeros...end])
        power = digits.isEmpty ? 0 : whole.count - zeros + exponent
    }

    private static func digits(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    /// Beyond these powers numbers are as large, or as small, as one another.
    private static func exponent(_ rest: Substring.UTF8View) -> Int? {
        guard let first = rest.first else { return 0 }
        guard first == UInt8(ascii: "e") || first == UInt8(ascii: "E") else { return nil }
        var digits = rest.dropFirst()
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else {
            return nil
        }
        let limit = 1 << 40
        let value = min(Int(String(Substring(digits))) ?? limit, limit)
        return isNegative ? -value : value
    }

    static func < (left: DecimalText, right: DecimalText) -> Bool {
        let (leftSign, rightSign) = (left.sign, right.sign)
        if leftSign != rightSign { return leftSign < rightSign }
        return leftSign < 0 ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    static func == (left: DecimalText, right: DecimalText) -> Bool {
        left.sign == right.sign && left.power == right.power && left.digits == right.digits
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    /// Without their signs.
    private func isSmaller(than other: DecimalText) -> Bool {
        power == other.power ? digits.lexicographicallyPrecedes(other.digits) : power < other.power
    }
}
