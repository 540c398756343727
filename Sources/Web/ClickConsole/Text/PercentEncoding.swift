/// The texts that `%41` and the like stand for (RFC 3986, section 2.1).
enum PercentEncoding {
    /// - Returns: `nil` where a `%` has no two digits after it, or the bytes are not UTF-8.
    static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(HexText.value), let low = rest.next().flatMap(HexText.value)
            else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
