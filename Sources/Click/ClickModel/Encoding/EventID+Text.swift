extension EventID: CustomStringConvertible {
    /// Characters in the text form `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
    package static let textLength = 36

    /// Reads the text form (RFC 9562 section 4): 32 hexadecimal digits of either case and four hyphens at
    /// their places. Any version and variant is taken.
    /// - Returns: `nil` for anything else.
    package init?(parsing bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.textLength else { return nil }
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        var digits = 0
        for (position, byte) in bytes.enumerated() {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 55
            case 0x61...0x66: digit = byte - 87
            default: return nil
            }
            if digits < 16 {
                halves.high = halves.high << 4 | UInt64(digit)
            } else {
                halves.low = halves.low << 4 | UInt64(digit)
            }
            digits += 1
        }
        self.init(high: halves.high, low: halves.low)
    }

    /// Reads the text form; see `init(parsing:)` over bytes.
    package init?(parsing text: String) {
        var text = text
        let parsed = text.withUTF8 { EventID(parsing: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The text form in lower case.
    package var description: String {
        var buffer = WriteBuffer(capacity: Self.textLength)
        buffer.append(self)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}

extension WriteBuffer {
    /// Appends the 36 characters of an identity; room was reserved.
    mutating func append(_ id: EventID) {
        append(hex: id.high >> 32, digits: 8)
        append(UInt8(ascii: "-"))
        append(hex: id.high >> 16, digits: 4)
        append(UInt8(ascii: "-"))
        append(hex: id.high, digits: 4)
        append(UInt8(ascii: "-"))
        append(hex: id.low >> 48, digits: 4)
        append(UInt8(ascii: "-"))
        append(hex: id.low, digits: 12)
    }

    /// Appends the low `digits` hexadecimal digits of a value; room was reserved.
    private mutating func append(hex value: UInt64, digits: UInt64) {
        var shift = digits * 4
        while shift > 0 {
            shift -= 4
            append(Self.hexDigit(UInt8(truncatingIfNeeded: value >> shift) & 15))
        }
    }
}
