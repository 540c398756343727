internal import ClickModel

/// Times as data files write them.
///
/// `2019-10-01T07:21:06.25Z`, also with a space for the `T`, with `UTC`, `GMT` or an offset (`+02:00`,
/// `+0200`, `+02`) for the `Z`, without seconds, or the date alone; without a zone it is UTC. Or a whole
/// number since 1970, whose length tells its unit: 9 to 11 digits are seconds, up to 14 milliseconds, up to
/// 17 microseconds.
struct TimeText {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    private init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// - Returns: microseconds since 1970; `nil` for what is no time.
    static func microseconds(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        if (9...17).contains(bytes.count), bytes.allSatisfy({ (0x30...0x39).contains($0) }) {
            let value = bytes.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            return bytes.count <= 11 ? value * 1_000_000 : bytes.count <= 14 ? value * 1000 : value
        }
        var text = TimeText(bytes)
        return text.calendarTime()
    }

    private mutating func calendarTime() -> Int64? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let midnight = Int64(date.daysSinceEpoch) * 86_400_000_000
        if isAtEnd { return midnight }
        guard skip("T") || skip("t") || skip(" "), let hour = number(2), skip(":"), let minute = number(2),
            hour < 24, minute < 60
        else { return nil }
        var microseconds = Int64(hour * 3600 + minute * 60) * 1_000_000
        if skip(":") {
            guard let second = number(2), second < 60 else { return nil }
            microseconds += Int64(second) * 1_000_000
            if skip(".") || skip(",") {
                guard let fraction = fraction() else { return nil }
                microseconds += fraction
            }
        }
        guard let offset = zone(), isAtEnd else { return nil }
        return midnight + microseconds - offset
    }

    private var isAtEnd: Bool { position == bytes.count }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// A number of exactly so many digits.
    private mutating func number(_ digits: Int) -> Int? {
        guard position + digits <= bytes.count else { return nil }
        var value = 0
        for _ in 0..<digits {
            let byte = bytes[position]
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
            position += 1
        }
        return value
    }

    /// The digits after the point, as microseconds; further ones are dropped.
    private mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var digits = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if digits < 6 { value = value * 10 + Int64(bytes[position] - 0x30) }
            digits += 1
            position += 1
        }
        guard digits > 0 else { return nil }
        for _ in digits..<max(digits, 6) { value *= 10 }
        return value
    }

    /// Microseconds east of UTC.
    private mutating func zone() -> Int64? {
        _ = skip(" ")
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        for name: StaticString in ["UTC", "GMT"] where remainder(is: name) {
            position += 3
            return 0
        }
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = number(2), hours < 24 else { return nil }
        _ = skip(":")
        let minutes = isAtEnd ? 0 : number(2)
        guard let minutes, minutes < 60 else { return nil }
        let offset = Int64(hours * 3600 + minutes * 60) * 1_000_000
        return isEast ? offset : -offset
    }

    private func remainder(is name: StaticString) -> Bool {
        let text = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return bytes[position...].elementsEqual(text)
    }
}
