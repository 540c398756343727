/// Finds a text in bytes, whatever the case of its letters: at the speed of memory for ASCII, and by
/// Unicode's rules where the text has other letters.
struct TextFinder: Sendable {
    private let lower: [UInt8]
    private let upper: [UInt8]
    private let text: String
    private let isASCII: Bool

    init(_ text: String) {
        self.text = text.lowercased()
        isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        lower = Array(self.text.utf8)
        upper = lower.map { $0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0 }
    }

    func isIn(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { isIn($0) } }

    func isIn(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard isASCII else { return String(decoding: bytes, as: UTF8.self).lowercased().contains(text) }
        let count = lower.count
        guard bytes.count >= count, count > 0 else { return count == 0 }
        let (low, high) = (lower[0], upper[0])
        for start in 0...(bytes.count - count) {
            let byte = bytes[start]
            guard byte == low || byte == high else { continue }
            if rest(of: bytes, from: start) { return true }
        }
        return false
    }

    private func rest(of bytes: UnsafeRawBufferPointer, from start: Int) -> Bool {
        for index in 1..<max(1, lower.count) {
            let byte = bytes[start + index]
            guard byte == lower[index] || byte == upper[index] else { return false }
        }
        return true
    }
}
