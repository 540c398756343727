extension ClickWriter {
    package mutating func eventID(_ id: EventID) {
        open(.eventID)
        buffer.append(id)
        close()
    }

    /// `event_time` as RFC 3339 in UTC with milliseconds, or with microseconds where there are any:
    /// `2026-03-01T12:00:00.250Z`. A time outside the years 0…9999, which RFC 3339 cannot say, is written as
    /// integer milliseconds.
    /// - Parameter microseconds: since 1970-01-01T00:00:00Z.
    package mutating func eventTime(microseconds: Int64) {
        let microsecondsOfDay: Int64 = 86_400_000_000
        var days = microseconds / microsecondsOfDay
        var rest = microseconds % microsecondsOfDay
        if rest < 0 {
            days -= 1
            rest += microsecondsOfDay
        }
        let date = CivilDate(daysSinceEpoch: Int(days))
        guard (0...9999).contains(date.year) else {
            integer(.eventTime, microseconds / 1000)
            return
        }
        open(.eventTime)
        buffer.append(decimal: UInt64(date.year), digits: 4)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(decimal: UInt64(date.month), digits: 2)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(decimal: UInt64(date.day), digits: 2)
        buffer.append(UInt8(ascii: "T"))
        appendTimeOfDay(microseconds: UInt64(rest))
        buffer.append(UInt8(ascii: "Z"))
        close()
    }

    private mutating func appendTimeOfDay(microseconds: UInt64) {
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        buffer.append(decimal: seconds / 3600, digits: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(decimal: seconds / 60 % 60, digits: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(decimal: seconds % 60, digits: 2)
        buffer.append(UInt8(ascii: "."))
        if fraction % 1000 == 0 {
            buffer.append(decimal: fraction / 1000, digits: 3)
        } else {
            buffer.append(decimal: fraction, digits: 6)
        }
    }

    /// `price` as a JSON number without trailing zeros: 199_900 is `19.99`, 200_000 is `20`.
    /// - Parameter tenThousandths: of the currency's unit.
    package mutating func price(tenThousandths: Int64) {
        name(.price)
        append(tenThousandths: tenThousandths)
    }

    /// Appends a number with up to four decimals; room for 24 bytes was reserved.
    mutating func append(tenThousandths: Int64) {
        let (whole, fraction) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        if tenThousandths < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer.append(decimal: whole)
        guard fraction != 0 else { return }
        buffer.append(UInt8(ascii: "."))
        var digits = 4
        var rest = fraction
        while rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        buffer.append(decimal: rest, digits: digits)
    }

    package mutating func integer(_ field: ClickField, _ value: Int64) {
        name(field)
        append(integer: value)
    }

    package mutating func bool(_ field: ClickField, _ value: Bool) {
        name(field)
        buffer.append(value ? "true" : "false")
    }

    /// Appends a whole number; room for 20 bytes was reserved.
    mutating func append(integer: Int64) {
        if integer < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer.append(decimal: integer.magnitude)
    }
}
