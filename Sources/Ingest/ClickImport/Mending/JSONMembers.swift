/// The members of one JSON object in their order, each with its value as it is written: so that a record can
/// be changed in one place and stays what it was, to the last digit, in every other.
///
/// Takes an object apart, and no more: whether what stands in the values is JSON, a decoder says.
struct JSONMembers: Equatable {
    struct Member: Equatable {
        /// The name, escapes resolved.
        var name: [UInt8]
        /// The value as it is written, without the white space around it.
        var value: [UInt8]

        /// JSON `null` says as much as no member at all.
        var isNull: Bool { value.elementsEqual("null".utf8) }
    }

    var members: [Member] = []

    init(_ members: [Member] = []) { self.members = members }

    /// - Returns: `nil` for what is not one object whose members can be told apart.
    init?(parsing text: [UInt8]) {
        var scanner = JSONScanner(text)
        scanner.skipSpace()
        guard scanner.take(UInt8(ascii: "{")) else { return nil }
        scanner.skipSpace()
        if !scanner.take(UInt8(ascii: "}")) {
            repeat {
                scanner.skipSpace()
                guard let name = scanner.string().flatMap({ JSONText.unescaped($0) }) else { return nil }
                scanner.skipSpace()
                guard scanner.take(UInt8(ascii: ":")) else { return nil }
                scanner.skipSpace()
                guard let value = scanner.value() else { return nil }
                members.append(Member(name: name, value: Array(value)))
                scanner.skipSpace()
            } while scanner.take(UInt8(ascii: ","))
            guard scanner.take(UInt8(ascii: "}")) else { return nil }
        }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
    }

    /// The first member of a name.
    subscript(name: String) -> Member? {
        members.first { $0.name.elementsEqual(name.utf8) }
    }

    /// The object as JSON, without white space between its members.
    var text: [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (index, member) in members.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text += JSONText.quoted(member.name)
            text.append(UInt8(ascii: ":"))
            text += member.value
        }
        text.append(UInt8(ascii: "}"))
        return text
    }
}

/// Finds where the pieces of a JSON text begin and end.
private struct JSONScanner {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { position == text.count }

    mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { position += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    /// The inside of a string, as it is written.
    mutating func string() -> ArraySlice<UInt8>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while let byte = peek {
            if byte == UInt8(ascii: "\"") {
                position += 1
                return text[start..<(position - 1)]
            }
            position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// A value of any kind.
    mutating func value() -> ArraySlice<UInt8>? {
        let start = position
        var depth = 0
        repeat {
            switch peek {
            case nil: return nil
            case UInt8(ascii: "\"")?:
                guard string() != nil else { return nil }
            case UInt8(ascii: "{")?, UInt8(ascii: "[")?:
                depth += 1
                position += 1
            case UInt8(ascii: "}")?, UInt8(ascii: "]")?:
                depth -= 1
                guard depth >= 0 else { return nil }
                position += 1
            default:
                if depth > 0 { position += 1 } else { skipWord() }
            }
        } while depth > 0
        return position > start ? text[start..<position] : nil
    }

    /// A number, or one of the three words.
    private mutating func skipWord() {
        let marks = Set("+-.".utf8)
        while let byte = peek,
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || marks.contains(byte)
        {
            position += 1
        }
    }

    private var peek: UInt8? { position < text.count ? text[position] : nil }
}
