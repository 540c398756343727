/// Moments as texts and back, without a library of dates: RFC 3339 in UTC, to the millisecond.
enum UTCTime {
    /// `2026-03-04T05:06:07.089Z`.
    static func text(milliseconds: Int64) -> String {
        let (days, rest) = floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = civil(days)
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60)
        let (second, thousandth) = (rest / 1000 % 60, rest % 1000)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) + "T" + padded(hour, 2) + ":"
            + padded(minute, 2) + ":" + padded(second, 2) + "." + padded(thousandth, 3) + "Z"
    }

    /// Milliseconds since 1970 of a number of them, or of a text such as `2026-03-04T05:06:07Z`, whose parts
    /// after the day may be missing. Without a zone it is UTC.
    static func milliseconds(_ text: String) -> Int64? {
        if let number = Int64(text) { return number }
        var rest = text[...]
        guard let year = number(&rest, digits: 4), take(&rest, "-"), let month = number(&rest, digits: 2),
            take(&rest, "-"), let day = number(&rest, digits: 2), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        var time = days(year, month, day) * 86_400_000
        if rest.isEmpty { return time }
        guard take(&rest, "T") || take(&rest, " "), let hour = number(&rest, digits: 2), take(&rest, ":"),
            let minute = number(&rest, digits: 2), hour < 24, minute < 60
        else { return nil }
        time += hour * 3_600_000 + minute * 60_000
        if take(&rest, ":") {
            guard let second = number(&rest, digits: 2), second < 61 else { return nil }
            time += second * 1000
            if take(&rest, ".") {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard !digits.isEmpty, let value = Int64(digits.prefix(3)) else { return nil }
                time += value * [100, 10, 1][min(digits.count, 3) - 1]
                rest = rest.dropFirst(digits.count)
            }
        }
        return zone(&rest).map { time - $0 }
    }

    private static func zone(_ rest: inout Substring) -> Int64? {
        if rest.isEmpty || rest == "Z" || rest == "z" { return 0 }
        let sign: Int64 = take(&rest, "+") ? 1 : take(&rest, "-") ? -1 : 0
        guard sign != 0, let hour = number(&rest, digits: 2) else { return nil }
        _ = take(&rest, ":")
        guard let minute = number(&rest, digits: 2), rest.isEmpty else { return nil }
        return sign * (hour * 3_600_000 + minute * 60_000)
    }

    private static func take(_ rest: inout Substring, _ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func number(_ rest: inout Substring, digits: Int) -> Int64? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        rest = rest.dropFirst(digits)
        return Int64(text)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> (Int64, Int64) {
        let rest = ((value % by) + by) % by
        return ((value - rest) / by, rest)
    }

    /// The day of the Gregorian calendar, so many days after 1 January 1970 (by eras of 400 years, which
    /// begin in March, so that the leap day is the last).
    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
        let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (year + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
    }

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let (era, yearOfEra) = floorDivide(month <= 2 ? year - 1 : year, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
