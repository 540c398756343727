// Fields that are text. Each function returns an absent value where the field is absent or `null`.
extension RecordParser {
    /// A string of at most `most` bytes; may be empty.
    @inline(__always)
    func text(_ field: ClickField, most: Int) throws(ClickRejection) -> BorrowedBytes {
        let value = self[field]
        if value.kind == .string, value.text.count <= most { return value.text }
        if value.isAbsent { return .absent }
        throw value.kind == .string
            ? .tooLong(field, value, most: most) : .wrongType(field, value, expected: "a string")
    }

    /// A string or an integer, which is kept as its digits, of at most `most` bytes.
    @inline(__always)
    func identifier(_ field: ClickField, most: Int) throws(ClickRejection) -> BorrowedBytes {
        let value = self[field]
        if value.kind == .string || value.kind == .integer, value.text.count <= most { return value.text }
        if value.isAbsent { return .absent }
        throw value.kind == .string || value.kind == .integer
            ? .tooLong(field, value, most: most)
            : .wrongType(field, value, expected: "a string or an integer")
    }

    /// An identifier that is there and not empty.
    func required(_ field: ClickField, most: Int) throws(ClickRejection) -> BorrowedBytes {
        let text = try identifier(field, most: most)
        guard text.count > 0 else { throw .missing(field, self[field]) }
        return text
    }

    /// `[a-z][a-z0-9_]{0,63}`.
    func eventType(_ field: ClickField) throws(ClickRejection) -> BorrowedBytes {
        let text = try requiredString(field)
        guard let start = text.start, text.count >= 1, text.count <= 64, isSmallLetter(start[0]) else {
            throw .invalidEventType(field, text)
        }
        for index in 1..<text.count {
            let byte = start[index]
            guard isSmallLetter(byte) || byte &- 0x30 < 10 || byte == 0x5f else {
                throw .invalidEventType(field, text)
            }
        }
        return text
    }

    /// Three letters, as capitals.
    /// - Parameter capitals: room for three bytes, used where the letters are not capitals already.
    @inline(__always)
    func currency(
        _ field: ClickField, capitals: UnsafeMutablePointer<UInt8>
    ) throws(ClickRejection) -> BorrowedBytes {
        let value = self[field]
        if value.isAbsent { return .absent }
        guard value.kind == .string else {
            throw .wrongType(field, value, expected: "a string of three letters, such as \"EUR\"")
        }
        guard let start = value.text.start, value.text.count == 3 else {
            throw .invalidCurrency(field, value.text)
        }
        var isChanged = false
        for index in 0..<3 {
            guard isSmallLetter(start[index] | 0x20) else { throw .invalidCurrency(field, value.text) }
            capitals[index] = start[index] & ~0x20
            isChanged = isChanged || capitals[index] != start[index]
        }
        return isChanged ? BorrowedBytes(start: UnsafePointer(capitals), count: 3) : value.text
    }

    /// A string that has to be there.
    @inline(__always)
    func requiredString(_ field: ClickField) throws(ClickRejection) -> BorrowedBytes {
        let value = self[field]
        if value.kind == .string { return value.text }
        if value.isAbsent { throw .missing(field, value) }
        throw .wrongType(field, value, expected: "a string")
    }

    @inline(__always)
    private func isSmallLetter(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
}
