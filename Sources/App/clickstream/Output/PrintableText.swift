/// Text that somebody else wrote, on its way to a terminal: no escape sequence of theirs may reach it.
enum PrintableText {
    /// The text in one line, with what is not to be printed as `\x1B` or `\u{202E}`: escapes that JSON does
    /// not have, so that they are told from those of the text itself.
    static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if isPrintable(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar.value < 0x80 {
                result += "\\x" + hex(scalar.value, digits: 2)
            } else {
                result += "\\u{" + hex(scalar.value, digits: 2) + "}"
            }
        }
        return result
    }

    /// Each line of the text as `escaped` has it; tabs stay, too.
    static func escapedLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { escaped($0) }
                .joined(separator: "\t")
        }.joined(separator: "\n")
    }

    /// As `escaped`, cut to a number of characters.
    static func excerpt(_ text: String, most: Int) -> String {
        let start = escaped(text.prefix(most + 1))
        return start.count > most ? start.prefix(most - 1) + "…" : start
    }

    /// A text of JSON with such characters escaped as JSON does it: it means the same.
    static func inJSON(_ json: String) -> String {
        // Below it, JSON has escaped what stands in strings, and what does not is white space of its own.
        guard json.unicodeScalars.contains(where: { $0.value >= 0x7F && !isPrintable($0) }) else {
            return json
        }
        var result = ""
        for scalar in json.unicodeScalars {
            if scalar.value < 0x7F || isPrintable(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                for unit in String(Character(scalar)).utf16 { result += "\\u" + hex(UInt32(unit), digits: 4) }
            }
        }
        return result
    }

    /// Bytes that are no text, sixteen a line, with their places and what of them is ASCII.
    static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> [String] {
        stride(from: bytes.startIndex, to: bytes.endIndex, by: 16).map { start in
            let line = bytes[start..<min(start + 16, bytes.endIndex)]
            let digits = line.map { hex(UInt32($0), digits: 2) }.joined(separator: " ")
            let padding = String(repeating: " ", count: 48 - digits.count)
            let text = String(
                String.UnicodeScalarView(line.map { (0x20..<0x7F).contains($0) ? Unicode.Scalar($0) : "." }))
            return hex(UInt32(start - bytes.startIndex), digits: 6) + "  " + digits + padding + " " + text
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return false
        default: return true
        }
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
