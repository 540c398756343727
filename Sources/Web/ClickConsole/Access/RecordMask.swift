/// What is shown of a record where fields are masked. A record that cannot be read as a click could hold
/// anything anywhere: nothing of it is shown, nor of what is with it.
enum RecordMask {
    /// Whether it can be told what is where: the value is an object of JSON, or there is none.
    static func isReadable(_ value: ShownBytes?) -> Bool {
        guard let value else { return true }
        guard value.kind == .text, !value.isCut else { return false }
        if case .object? = JSONReader.read(Array(value.text.utf8)) { return true }
        return false
    }
}

extension MaskingRules {
    func recordValue(_ value: ShownBytes?) -> ShownBytes? {
        guard let value, !isEmpty else { return value }
        guard RecordMask.isReadable(value) else { return hidden(value) }
        return ShownBytes(text: payload(value.text), size: value.size)
    }

    /// A click's key is its `user_id`.
    func recordKey(_ key: ShownBytes?, _ isReadable: Bool) -> ShownBytes? {
        shown(key, isReadable) { value($0, of: "user_id") }
    }

    /// A header has the rule of the field that it is named after.
    func recordHeader(_ name: String, _ value: ShownBytes?, _ isReadable: Bool) -> ShownBytes? {
        shown(value, isReadable) { self.value($0, ofHeader: name) }
    }

    private func shown(
        _ bytes: ShownBytes?, _ isReadable: Bool, _ rule: (String) -> String
    ) -> ShownBytes? {
        guard let bytes, !isEmpty else { return bytes }
        guard isReadable, bytes.kind == .text, !bytes.isCut else { return hidden(bytes) }
        let text = rule(bytes.text)
        return ShownBytes(text: text == bytes.text ? inside(text) : text, size: bytes.size)
    }

    private func hidden(_ bytes: ShownBytes) -> ShownBytes {
        ShownBytes(text: "\(Self.hidden) \(bytes.size) bytes", size: bytes.size)
    }
}
