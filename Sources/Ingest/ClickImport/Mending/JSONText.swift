/// Strings of JSON (RFC 8259 section 7) as bytes: whatever is no UTF-8 in them passes through unchanged.
enum JSONText {
    /// A string with its quotation marks, escaped where it has to be.
    static func quoted(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case ..<0x20:
                text += "\\u00".utf8
                text += [hexDigit(byte >> 4), hexDigit(byte & 15)]
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
        return text
    }

    /// What the inside of a string means.
    /// - Returns: `nil` for an escape that is none, half of a surrogate pair included.
    static func unescaped(_ written: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(written.count)
        var rest = written
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "\"")?: bytes.append(0x22)
            case UInt8(ascii: "\\")?: bytes.append(0x5C)
            case UInt8(ascii: "/")?: bytes.append(0x2F)
            case UInt8(ascii: "b")?: bytes.append(0x08)
            case UInt8(ascii: "f")?: bytes.append(0x0C)
            case UInt8(ascii: "n")?: bytes.append(0x0A)
            case UInt8(ascii: "r")?: bytes.append(0x0D)
            case UInt8(ascii: "t")?: bytes.append(0x09)
            case UInt8(ascii: "u")?:
                guard let scalar = scalar(&rest) else { return nil }
                bytes += Array(String(Character(scalar)).utf8)
            default: return nil
            }
        }
        return bytes
    }

    /// The character of one or two `\uXXXX`, behind the first `\u`.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let first = codeUnit(&rest) else { return nil }
        guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
        guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"),
            let second = codeUnit(&rest), (0xDC00..<0xE000).contains(second)
        else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func codeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = rest.popFirst() else { return nil }
            switch digit {
            case 0x30...0x39: unit = unit << 4 | UInt32(digit - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt32(digit - 55)
            case 0x61...0x66: unit = unit << 4 | UInt32(digit - 87)
            default: return nil
            }
        }
        return unit
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? value | 0x30 : value + 87 }
}
