/// Times in the text form of RFC 3339, section 5.6.
package enum TimestampText {
    /// What is wrong with a text, as the part of a sentence that follows its quotation.
    package enum Fault: Error {
        case malformed
        case noOffset
        case noSuchDate
        case noSuchTime
        case noSuchOffset

        var description: String {
            switch self {
            case .malformed: "is not such a time"
            case .noOffset: "has no UTC offset"
            case .noSuchDate: "names a date that does not exist"
            case .noSuchTime: "names a time of day that does not exist"
            case .noSuchOffset: "has a UTC offset that does not exist"
            }
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    ///
    /// `T` and `Z` may be lower-case, and a space may stand for `T`. Digits of the fraction after the sixth
    /// are dropped. A leap second, 23:59:60 in UTC, counts as the second after it, as in POSIX and
    /// PostgreSQL.
    package static func microseconds(_ text: BorrowedBytes) throws(Fault) -> Int64 {
        guard let start = text.start, text.count >= 19 else { throw .malformed }
        var isWellFormed = start[4] == 0x2d && start[7] == 0x2d && start[13] == 0x3a && start[16] == 0x3a
        isWellFormed = isWellFormed && (start[10] | 0x20 == 0x74 || start[10] == 0x20)
        var invalid: UInt8 = 0
        let year = two(start, 0, &invalid) * 100 + two(start, 2, &invalid)
        let month = two(start, 5, &invalid)
        let day = two(start, 8, &invalid)
        let hour = two(start, 11, &invalid)
        let minute = two(start, 14, &invalid)
        let second = two(start, 17, &invalid)
        guard isWellFormed, invalid == 0 else { throw .malformed }
        guard let date = CivilDate(year: year, month: month, day: day) else { throw .noSuchDate }
        guard hour < 24, minute < 60, second <= 60 else { throw .noSuchTime }

        var index = 19
        let fraction = try microseconds(start, text.count, &index)
        let offset = try offsetMinutes(start, text.count, index)
        let minutes = date.daysSinceEpoch * 1440 + hour * 60 + minute - offset
        if second == 60, (minutes % 1440 + 1440) % 1440 != 1439 { throw .noSuchTime }
        return Int64((minutes * 60 + second) * 1_000_000 + fraction)
    }

    /// Reads the fraction, if there is one, and moves `index` past it.
    private static func microseconds(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int
    ) throws(Fault) -> Int {
        guard index < count, start[index] == 0x2e else { return 0 }
        index += 1
        let first = index
        var value = 0
        while index < count, start[index] &- 0x30 < 10 {
            if index - first < 6 { value = value * 10 + Int(start[index] &- 0x30) }
            index += 1
        }
        guard index > first else { throw .malformed }
        var digits = index - first
        while digits < 6 {
            value *= 10
            digits += 1
        }
        return value
    }

    /// Reads `Z`, `+hh:mm` or `-hh:mm` up to the end of the text.
    private static func offsetMinutes(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ index: Int
    ) throws(Fault) -> Int {
        guard index < count else { throw .noOffset }
        if start[index] | 0x20 == 0x7a, index + 1 == count { return 0 }
        let isNegative = start[index] == 0x2d
        guard isNegative || start[index] == 0x2b, index + 6 == count, start[index + 3] == 0x3a else {
            throw .malformed
        }
        var invalid: UInt8 = 0
        let hours = two(start, index + 1, &invalid)
        let minutes = two(start, index + 4, &invalid)
        guard invalid == 0 else { throw .malformed }
        guard hours < 24, minutes < 60 else { throw .noSuchOffset }
        let offset = hours * 60 + minutes
        return isNegative ? -offset : offset
    }

    /// Two digits; sets `invalid` where there are others.
    @inline(__always)
    private static func two(_ start: UnsafePointer<UInt8>, _ index: Int, _ invalid: inout UInt8) -> Int {
        let tens = start[index] &- 0x30
        let ones = start[index + 1] &- 0x30
        invalid |= tens < 10 && ones < 10 ? 0 : 1
        return Int(tens) * 10 + Int(ones)
    }
}
