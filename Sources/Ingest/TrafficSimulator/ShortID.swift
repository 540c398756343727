/// An identifier of 14 ASCII characters, held in place: a letter, `_` and twelve digits of base 32.
package struct ShortID: Hashable, Sendable {
    /// Bytes of the text.
    package static let length = 14

    // The text in memory order, two NULs behind it; Swift lays stored properties out in their order.
    private let first: UInt64
    private let second: UInt64

    /// - Parameters:
    ///   - prefix: an ASCII letter that says what the identifier is of.
    ///   - value: 60 bits are kept; different values are different texts.
    init(prefix: UInt8, _ value: UInt64) {
        var low = UInt64(prefix) | UInt64(UInt8(ascii: "_")) << 8
        var high: UInt64 = 0
        for place in 0..<12 {
            let digit = UInt64(Self.digit(UInt8(truncatingIfNeeded: value >> UInt64(55 - place * 5)) & 31))
            if place < 6 {
                low |= digit << UInt64(16 + place * 8)
            } else {
                high |= digit << UInt64((place - 6) * 8)
            }
        }
        first = low.littleEndian
        second = high.littleEndian
    }

    /// A different 60-bit value for each 60-bit value, without a visible pattern.
    static func scramble(_ value: UInt64) -> UInt64 {
        let mask: UInt64 = (1 << 60) - 1
        var z = value & mask
        z = (z &* 0x9E37_79B9_7F4A_7C15) & mask
        z ^= z >> 29
        z = (z &* 0xBF58_476D_1CE4_E5B9) & mask
        return z ^ z >> 31
    }

    /// Crockford's base 32: no letters that can be taken for digits.
    private static func digit(_ value: UInt8) -> UInt8 {
        if value < 10 { return 0x30 + value }
        var letter = value - 10
        if letter >= 8 { letter += 1 }  // i
        if letter >= 11 { letter += 1 }  // l
        if letter >= 14 { letter += 1 }  // o
        if letter >= 20 { letter += 1 }  // u
        return 0x61 + letter
    }

    /// The text, valid during `body`.
    @inline(__always)
    func withText<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        withUnsafeBytes(of: self) { body(UnsafeRawBufferPointer(rebasing: $0[..<Self.length])) }
    }

    /// The text's bytes, valid during `body`: the key of a record.
    package func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try withUnsafeBytes(of: self) { try body(UnsafeRawBufferPointer(rebasing: $0[..<Self.length])) }
    }
}

extension ShortID: CustomStringConvertible {
    package var description: String { withText { String(decoding: $0, as: UTF8.self) } }
}
