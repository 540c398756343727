/// A UUID's text form (RFC 9562, section 4): 8-4-4-4-12 hexadecimal digits of either case.
package enum UUIDText {
    static let count = 36

    /// - Returns: the 16 bytes as two big-endian halves, or `nil` where the text is anything else.
    package static func parse(_ text: BorrowedBytes) -> (high: UInt64, low: UInt64)? {
        guard text.count == count, let start = text.start else { return nil }
        guard start[8] == hyphen, start[13] == hyphen, start[18] == hyphen, start[23] == hyphen else {
            return nil
        }
        // Eight digits at a time; the groups of four in pairs.
        let bytes = UnsafeRawPointer(start)
        let first = word(bytes, 0)
        let second = half(bytes, 9) | half(bytes, 14) << 32
        let third = half(bytes, 19) | half(bytes, 24) << 32
        let fourth = word(bytes, 28)
        guard isHexadecimal(first), isHexadecimal(second), isHexadecimal(third), isHexadecimal(fourth) else {
            return nil
        }
        return (value(first) << 32 | value(second), value(third) << 32 | value(fourth))
    }

    private static var hyphen: UInt8 { 0x2d }
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func half(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }

    /// Whether each of eight bytes is a hexadecimal digit.
    ///
    /// Adding to a byte below 128 sets its top bit from a bound on, and never carries into the next byte.
    @inline(__always)
    private static func isHexadecimal(_ word: UInt64) -> Bool {
        let small = word & ~tops
        let isDigit = (small &+ ones &* (0x80 - 0x30)) & ~(small &+ ones &* (0x80 - 0x3a))
        let lower = small | ones &* 0x20
        let isLetter = (lower &+ ones &* (0x80 - 0x61)) & ~(lower &+ ones &* (0x80 - 0x67))
        return (isDigit | isLetter) & ~word & tops == tops
    }

    /// The number that eight hexadecimal digits make up.
    @inline(__always)
    private static func value(_ word: UInt64) -> UInt64 {
        // A letter's low four bits count from 1 at "a", and bit 6 tells that it is one.
        var digits = word & (ones &* 0x0f) &+ (word >> 6 & ones) &* 9
        // The first digit is the lowest byte and the highest nibble.
        digits = digits.byteSwapped
        digits = (digits | digits >> 4) & 0x00ff_00ff_00ff_00ff
        digits = (digits | digits >> 8) & 0x0000_ffff_0000_ffff
        return (digits | digits >> 16) & 0xffff_ffff
    }
}
