internal import ClickModel

/// Moments as texts and back, without a library of dates: RFC 3339, section 5.6.
enum UTCTime {
    private static let day: Int64 = 86_400_000

    /// `2026-03-04T05:06:07.089Z`.
    static func text(milliseconds: Int64) -> String {
        var (days, rest) = milliseconds.quotientAndRemainder(dividingBy: day)
        if rest < 0 { (days, rest) = (days - 1, rest + day) }
        let date = CivilDate(daysSinceEpoch: Int(days))
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }
        return "\(padded(Int64(date.year), 4))-\(padded(Int64(date.month), 2))-\(padded(Int64(date.day), 2))"
            + "T\(time.joined(separator: ":")).\(padded(rest % 1000, 3))Z"
    }

    /// Milliseconds since 1970 of a number of them, or of a text that `moment` reads.
    static func milliseconds(_ text: String) -> Int64? { Int64(text) ?? moment(text)?.milliseconds }

    /// A time such as `2026-03-04T05:06:07Z`, of which all behind the minute may be missing, or a date, which
    /// is its first moment. Without a zone it is UTC.
    /// - Returns: milliseconds since 1970, and whether the text is a date alone; `nil` where it is neither.
    static func moment(_ text: String) -> (milliseconds: Int64, isDate: Bool)? {
        var rest = text.utf8[...]
        guard let year = number(&rest, digits: 4), take(&rest, "-"), let month = number(&rest, digits: 2),
            take(&rest, "-"), let dayOfMonth = number(&rest, digits: 2),
            let date = CivilDate(year: Int(year), month: Int(month), day: Int(dayOfMonth))
        else { return nil }
        let midnight = Int64(date.daysSinceEpoch) * day
        if rest.isEmpty { return (midnight, true) }
        guard take(&rest, "T") || take(&rest, "t") || take(&rest, " "), let time = timeOfDay(&rest),
            let zone = zone(&rest)
        else { return nil }
        return (midnight + time - zone, false)
    }

    private static func timeOfDay(_ rest: inout Substring.UTF8View) -> Int64? {
        guard let hour = number(&rest, digits: 2), take(&rest, ":"), let minute = number(&rest, digits: 2),
            hour < 24, minute < 60
        else { return nil }
        let time = hour * 3_600_000 + minute * 60_000
        guard take(&rest, ":") else { return time }
        guard let second = number(&rest, digits: 2), second < 61 else { return nil }
        guard take(&rest, ".") else { return time + second * 1000 }
        return fraction(&rest).map { time + second * 1000 + $0 }
    }

    /// Digits beyond the third are less than a millisecond.
    private static func fraction(_ rest: inout Substring.UTF8View) -> Int64? {
        var (milliseconds, worth): (Int64, Int64) = (0, 100)
        guard let first = rest.first, isDigit(first) else { return nil }
        while let digit = rest.first, isDigit(digit) {
            milliseconds += Int64(digit - UInt8(ascii: "0")) * worth
            worth /= 10
            rest.removeFirst()
        }
        return milliseconds
    }

    /// A space stands where a plus was not escaped in a URL.
    private static func zone(_ rest: inout Substring.UTF8View) -> Int64? {
        if take(&rest, "Z") || take(&rest, "z") || rest.isEmpty { return rest.isEmpty ? 0 : nil }
        let sign: Int64 = take(&rest, "-") ? -1 : take(&rest, "+") || take(&rest, " ") ? 1 : 0
        guard sign != 0, let hour = number(&rest, digits: 2) else { return nil }
        _ = take(&rest, ":")
        guard let minute = number(&rest, digits: 2), rest.isEmpty, hour < 24, minute < 60 else { return nil }
        return sign * (hour * 3_600_000 + minute * 60_000)
    }

    private static func take(_ rest: inout Substring.UTF8View, _ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private static func number(_ rest: inout Substring.UTF8View, digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = rest.first, isDigit(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
            rest.removeFirst()
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
