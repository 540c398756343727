/// Small, harmless quotations of what somebody sent, for messages: short, printable, valid UTF-8, free of
/// NUL.
enum Excerpt {
    /// Bytes of a value that a message quotes at most.
    static let longest = 64

    /// `bytes` without quotation marks, shortened, with control characters replaced.
    static func plain(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var end = min(bytes.count, longest)
        // A character is not cut in two.
        if end < bytes.count {
            while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
        }
        var text = ""
        for scalar in String(decoding: bytes[..<end], as: UTF8.self).unicodeScalars {
            text.unicodeScalars.append(isPrintable(scalar) ? scalar : "\u{fffd}")
        }
        return end < bytes.count ? text + "…" : text
    }

    /// `bytes` in quotation marks.
    static func quoted(_ bytes: BorrowedBytes) -> String { "\"\(plain(bytes.buffer))\"" }

    /// At most `count` bytes of a record.
    static func quoted(_ record: UnsafeRawBufferPointer, from position: Int, count: Int) -> String {
        let start = min(max(position, 0), record.count)
        let bytes = record[start..<min(start + count, record.count)]
        return bytes.withMemoryRebound(to: UInt8.self) { "\"\(plain($0))\"" }
    }

    /// A byte by its number.
    static func byte(_ record: UnsafeRawBufferPointer, at position: Int) -> String {
        guard position < record.count else { return "What ends the record" }
        let digits = String(record[position], radix: 16, uppercase: true)
        return "Byte 0x" + (digits.count < 2 ? "0" : "") + digits
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}
