/// Puts other values into a JSON text, and leaves every other byte as it is: numbers keep their digits, and
/// members their order.
struct JSONMask {
    /// Given the names that lead to a value, and the value as text: what stands in its place, or `nil`.
    typealias Rule = (_ path: [String], _ value: () -> String) -> String?

    /// Deeper texts are not gone through.
    private static let deepest = 64

    private struct NotJSON: Error {}

    private let bytes: [UInt8]
    private let rule: Rule
    private var position = 0
    private var output: [UInt8] = []
    private var path: [String] = []

    /// - Returns: `nil` where the text is no JSON: nothing may be shown of it then.
    static func masked(_ text: String, _ rule: @escaping Rule) -> String? {
        withoutActuallyEscaping(rule) { rule in
            var mask = JSONMask(bytes: Array(text.utf8), rule: rule)
            guard (try? mask.document()) != nil else { return nil }
            return String(decoding: mask.output, as: UTF8.self)
        }
    }

    private init(bytes: [UInt8], rule: @escaping Rule) {
        self.bytes = bytes
        self.rule = rule
        output.reserveCapacity(bytes.count)
    }

    private mutating func document() throws {
        try value(depth: 0)
        try copyBlank()
        guard position == bytes.count else { throw NotJSON() }
    }

    private mutating func value(depth: Int) throws {
        guard depth < Self.deepest else { throw NotJSON() }
        try copyBlank()
        let (from, written) = (position, output.count)
        switch peek {
        case UInt8(ascii: "{"): try object(depth)
        case UInt8(ascii: "["): try array(depth)
        case UInt8(ascii: "\""): output += bytes[try string()]
        default: try word()
        }
        guard !path.isEmpty, !isNull(from) else { return }
        let source = bytes[from..<position]
        let replaced = rule(path) {
            source.first == UInt8(ascii: "\"")
                ? Self.unescaped(source.dropFirst().dropLast()) ?? ""
                : String(decoding: source, as: UTF8.self)
        }
        guard let replaced else { return }
        output.removeSubrange(written...)
        output += Array(JSONText.quoted(replaced).utf8)
    }

    private mutating func object(_ depth: Int) throws {
        try copy("{")
        try copyBlank()
        if peek == UInt8(ascii: "}") { return try copy("}") }
        while true {
            try copyBlank()
            let name = try string()
            output += bytes[name]
            guard let text = Self.unescaped(bytes[name].dropFirst().dropLast()) else { throw NotJSON() }
            try copyBlank()
            try copy(":")
            path.append(text)
            try value(depth: depth + 1)
            path.removeLast()
            try copyBlank()
            if peek == UInt8(ascii: "}") { return try copy("}") }
            try copy(",")
        }
    }

    /// The items of an array are at the array's own path.
    private mutating func array(_ depth: Int) throws {
        try copy("[")
        try copyBlank()
        if peek == UInt8(ascii: "]") { return try copy("]") }
        while true {
            try value(depth: depth + 1)
            try copyBlank()
            if peek == UInt8(ascii: "]") { return try copy("]") }
            try copy(",")
        }
    }

    /// - Returns: where the string is, with its quotation marks.
    private mutating func string() throws -> Range<Int> {
        let start = position
        guard peek == UInt8(ascii: "\"") else { throw NotJSON() }
        position += 1
        while let byte = peek {
            position += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return start..<position }
            guard byte >= 0x20, position <= bytes.count else { throw NotJSON() }
        }
        throw NotJSON()
    }

    /// A number, or `true`, `false`, `null`.
    private mutating func word() throws {
        let start = position
        while let byte = peek, byte > 0x20, !",]}".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard ["true", "false", "null"].contains(text) || Double(text) != nil else { throw NotJSON() }
        output += bytes[start..<position]
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func isNull(_ start: Int) -> Bool { bytes[start..<position].elementsEqual("null".utf8) }

    private mutating func copy(_ character: Character) throws {
        guard let byte = character.asciiValue, peek == byte else { throw NotJSON() }
        output.append(byte)
        position += 1
    }

    private mutating func copyBlank() throws {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            output.append(byte)
            position += 1
        }
    }

    /// The text that a string stands for, so that a name that is written with escapes is found, too.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.contains(UInt8(ascii: "\\")) else { return String(validating: bytes, as: UTF8.self) }
        let simple: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        ]
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var units: [UInt16] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                units += Array(String(scalar).utf16)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            if let plain = simple[escape] {
                units += Array(String(plain).utf16)
            } else {
                let digits = String(String.UnicodeScalarView(rest.prefix(4)))
                guard escape == "u", digits.count == 4, let unit = UInt16(digits, radix: 16) else {
                    return nil
                }
                rest = rest.dropFirst(4)
                units.append(unit)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }
}
