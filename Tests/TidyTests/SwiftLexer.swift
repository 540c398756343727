/// Splits the bytes of a Swift file into code and comments. Both keep every line break, so that line numbers
/// stay; what belongs to neither, the text of literals, is left out.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var index = 0
    private(set) var code: [UInt8] = []
    private(set) var comments: [UInt8] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        code.reserveCapacity(bytes.count)
    }

    mutating func run() { readCode(untilParenthesis: false) }

    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let slash = UInt8(ascii: "/")
    private static let star = UInt8(ascii: "*")
    private static let hash = UInt8(ascii: "#")
    private static let backslash = UInt8(ascii: "\\")
    private static let backtick = UInt8(ascii: "`")

    private func at(_ offset: Int) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    private mutating func takeNewline() {
        code.append(Self.newline)
        comments.append(Self.newline)
        index += 1
    }

    /// Reads code: to the end of the file, or, in an interpolation, to the parenthesis that closes it.
    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while let byte = at(0) {
            switch byte {
            case Self.newline: takeNewline()
            case Self.slash where at(1) == Self.slash: readLineComment()
            case Self.slash where at(1) == Self.star: readBlockComment()
            case Self.quote: readString(hashes: 0)
            case Self.hash where hashesBeforeQuote() > 0: readString(hashes: hashesBeforeQuote())
            case Self.backtick: readQuotedName()
            default:
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    depth -= 1
                    if untilParenthesis, depth < 0 { return }
                }
                code.append(byte)
                index += 1
            }
        }
    }

    private mutating func readLineComment() {
        while let byte = at(0), byte != Self.newline {
            comments.append(byte)
            index += 1
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        while let byte = at(0) {
            if byte == Self.newline {
                takeNewline()
                continue
            }
            if byte == Self.slash, at(1) == Self.star { depth += 1 }
            if byte == Self.star, at(1) == Self.slash {
                depth -= 1
                comments += [byte, Self.slash]
                index += 2
                if depth == 0 { return }
                continue
            }
            comments.append(byte)
            index += 1
        }
    }

    private mutating func readQuotedName() {
        code.append(Self.backtick)
        index += 1
        while let byte = at(0), byte != Self.newline {
            index += 1
            if byte == Self.backtick { break }
        }
        code.append(Self.backtick)
    }

    private func hashesBeforeQuote() -> Int {
        var count = 0
        while at(count) == Self.hash { count += 1 }
        return at(count) == Self.quote ? count : 0
    }

    private func follows(_ byte: UInt8, count: Int, at offset: Int) -> Bool {
        (0..<count).allSatisfy { at(offset + $0) == byte }
    }

    private mutating func readString(hashes: Int) {
        let isMultiline = follows(Self.quote, count: 3, at: hashes)
        let quotes = isMultiline ? 3 : 1
        code += [Self.quote, Self.quote]
        index += hashes + quotes
        while let byte = at(0) {
            if byte == Self.newline {
                takeNewline()
                if !isMultiline { return }
            } else if byte == Self.backslash, follows(Self.hash, count: hashes, at: 1) {
                readEscape(hashes: hashes)
            } else if follows(Self.quote, count: quotes, at: 0), follows(Self.hash, count: hashes, at: quotes)
            {
                index += quotes + hashes
                return
            } else {
                index += 1
            }
        }
    }

    /// At a backslash: steps over what it escapes, or reads the code of an interpolation.
    private mutating func readEscape(hashes: Int) {
        index += 1 + hashes
        guard at(0) == UInt8(ascii: "(") else {
            if at(0) != Self.newline { index += 1 }
            return
        }
        code.append(UInt8(ascii: "("))
        index += 1
        readCode(untilParenthesis: true)
        if at(0) != nil {
            code.append(UInt8(ascii: ")"))
            index += 1
        }
    }
}
