extension WriteBuffer {
    /// Appends the inside of a JSON string (RFC 8259 section 7): quotes, backslashes and control characters
    /// escaped, everything else as it is. Makes its own room.
    mutating func appendEscaped(_ start: UnsafePointer<UInt8>, _ length: Int) {
        reserve(length)
        var done = 0
        var position = 0
        while position < length {
            if length - position >= 8 {
                let word = UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self)
                if !Self.mayNeedEscape(word) {
                    position += 8
                    continue
                }
            }
            let byte = start[position]
            if byte >= 0x20 && byte != 0x22 && byte != 0x5C {
                position += 1
                continue
            }
            append(start + done, position - done)
            reserve(length - position + 6)
            appendEscape(byte)
            position += 1
            done = position
        }
        append(start + done, length - done)
    }

    private mutating func appendEscape(_ byte: UInt8) {
        switch byte {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        default:
            append("\\u00")
            append(Self.hexDigit(byte >> 4))
            append(Self.hexDigit(byte & 15))
        }
    }

    /// Whether one of eight bytes is below 0x20, a quote or a backslash. May say yes of a byte beside such a
    /// one, never no of such a one.
    private static func mayNeedEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let found =
            ((word &- (ones &* 0x20)) & ~word) | ((quotes &- ones) & ~quotes)
            | ((backslashes &- ones) & ~backslashes)
        return found & tops != 0
    }

    /// `0`–`9`, `a`–`f` of a value below 16.
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? value | 0x30 : value &+ 87
    }
}
