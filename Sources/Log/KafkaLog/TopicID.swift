/// Kafka's topic id (KIP-516): a UUID that tells a topic from an earlier one of the same name.
package struct TopicID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A version 4 UUID (RFC 9562), from the system's generator.
    package static func random() -> TopicID {
        version4(high: .random(in: 0...UInt64.max), low: .random(in: 0...UInt64.max))
    }

    /// The version 4 UUID of 122 of these bits.
    package static func version4(high: UInt64, low: UInt64) -> TopicID {
        TopicID(high: high & ~0xF000 | 0x4000, low: low & ~(0xC0 << 56) | (0x80 << 56))
    }

    /// Kafka's way to write an id: 22 characters of URL-safe base64 without padding (RFC 4648, section 5).
    package var base64: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var digits: [UInt8] = []
        // 128 bits and 4 zeros behind them are 22 groups of 6.
        for group in 0..<22 {
            let shift = 126 - 6 * (group + 1) + 2
            let bits: UInt64
            if shift >= 64 {
                bits = high >> UInt64(shift - 64)
            } else if shift >= 0 {
                bits = low >> UInt64(shift) | (shift == 0 ? 0 : high << UInt64(64 - shift))
            } else {
                bits = low << UInt64(-shift)
            }
            digits.append(alphabet[Int(bits & 0x3F)])
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// 8-4-4-4-12 hexadecimal digits.
    package init?(parsing text: String) {
        let digits = text.utf8.filter { $0 != 0x2D }
        guard digits.count == 32,
            let high = UInt64(String(decoding: digits.prefix(16), as: UTF8.self), radix: 16),
            let low = UInt64(String(decoding: digits.suffix(16), as: UTF8.self), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }
}

extension TopicID: CustomStringConvertible {
    /// 8-4-4-4-12 lower-case hexadecimal digits.
    package var description: String {
        let digits = Array(Self.digits(high) + Self.digits(low))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }

    private static func digits(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
