/// A moment in a URL: an RFC 3339 time, or a date, which is its first moment in UTC.
enum InstantText {
    /// - Returns: seconds since 1970, and whether the text is a date alone; `nil` where it is neither.
    static func seconds(_ text: String) -> (seconds: Int64, isDate: Bool)? {
        var rest = text.utf8[...]
        guard let year = number(&rest, digits: 4), skip(&rest, "-"), let month = number(&rest, digits: 2),
            skip(&rest, "-"), let day = number(&rest, digits: 2), (1...12).contains(month),
            (1...daysIn(month: month, of: year)).contains(day), year >= 1970
        else { return nil }
        let midnight = days(year, month, day) * 86_400
        if rest.isEmpty { return (midnight, true) }
        // A space stands where a plus was not escaped, or between date and time.
        guard skip(&rest, "T") || skip(&rest, "t") || skip(&rest, " "), let time = timeOfDay(&rest),
            let offset = offset(&rest), rest.isEmpty
        else { return nil }
        return (midnight + time - offset, false)
    }

    private static func timeOfDay(_ rest: inout Substring.UTF8View) -> Int64? {
        guard let hour = number(&rest, digits: 2), skip(&rest, ":"), let minute = number(&rest, digits: 2),
            hour < 24, minute < 60
        else { return nil }
        var second: Int64 = 0
        if skip(&rest, ":") {
            guard let parsed = number(&rest, digits: 2), parsed < 61 else { return nil }
            second = parsed
            if skip(&rest, ".") {
                guard let first = rest.first, isDigit(first) else { return nil }
                while let digit = rest.first, isDigit(digit) { rest.removeFirst() }
            }
        }
        return hour * 3600 + minute * 60 + second
    }

    private static func offset(_ rest: inout Substring.UTF8View) -> Int64? {
        if skip(&rest, "Z") || skip(&rest, "z") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard isWest ? skip(&rest, "-") : skip(&rest, "+") || skip(&rest, " "),
            let hours = number(&rest, digits: 2), skip(&rest, ":"),
            let minutes = number(&rest, digits: 2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
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

    private static func skip(_ rest: inout Substring.UTF8View, _ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, byte == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private static func daysIn(month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01, in years that begin in March, so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
