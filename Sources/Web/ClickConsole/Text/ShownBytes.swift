/// Bytes of a record as a person can read them.
struct ShownBytes: Sendable, Equatable {
    enum Kind: String, Sendable {
        case text, hex
    }

    let text: String
    let kind: Kind
    /// How many bytes there are in all.
    let size: Int
    /// Whether `text` is less than all.
    let isCut: Bool

    /// Text where the bytes are UTF-8 without control characters, else hexadecimal digits.
    /// - Parameter bytes: the first of them, where there are more than are kept.
    init(_ bytes: [UInt8], size: Int? = nil) {
        let all = size ?? bytes.count
        self.size = all
        if let text = Self.text(bytes, mayBeCut: all > bytes.count) {
            self.text = text
            kind = .text
            isCut = all > bytes.count
        } else {
            let shown = bytes.prefix(Self.hexLimit)
            text = HexText.text(shown)
            kind = .hex
            isCut = all > shown.count
        }
    }

    /// A text in place of what cannot be shown.
    /// - Parameter size: of what it stands for.
    init(text: String, size: Int) {
        self.text = text
        self.size = size
        kind = .text
        isCut = false
    }

    /// Bytes beyond these say nothing more to anybody.
    static let hexLimit = 4096

    private static func text(_ bytes: [UInt8], mayBeCut: Bool) -> String? {
        let isBinary = bytes.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }
        if isBinary { return nil }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        guard mayBeCut else { return nil }
        // The cut may be in the middle of a character.
        for missing in 1...3 where bytes.count > missing {
            if let text = String(validating: bytes.dropLast(missing), as: UTF8.self) { return text }
        }
        return nil
    }
}
