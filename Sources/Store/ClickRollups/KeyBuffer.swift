internal import ClickModel

/// Where a key is put together before it is looked up: a fixed head and a text.
struct KeyBuffer {
    private var bytes: [UInt8]
    private var count = 0

    /// - Parameter capacity: bytes of the longest key; what goes beyond it is cut off.
    init(capacity: Int) { bytes = Array(repeating: 0, count: capacity) }

    mutating func removeAll() { count = 0 }

    /// Goes back to the first `count` bytes.
    mutating func truncate(to count: Int) { self.count = count }

    mutating func append(_ value: UInt8) {
        guard count < bytes.count else { return }
        bytes[count] = value
        count += 1
    }

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value) { for byte in $0 { append(byte) } }
    }

    /// Appends a number in eight bytes that sort as it does.
    mutating func append(ordered value: Int64) {
        append((UInt64(bitPattern: value) ^ (1 << 63)).bigEndian)
    }

    /// The number that was appended by `append(ordered:)` at this place.
    static func ordered(_ bytes: UnsafeRawBufferPointer, at position: Int) -> Int64 {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        return Int64(bitPattern: UInt64(bigEndian: word) ^ (1 << 63))
    }

    mutating func append(_ text: BorrowedBytes) { append(UnsafeRawBufferPointer(text.buffer)) }

    mutating func append(_ text: UnsafeRawBufferPointer) {
        let length = min(text.count, bytes.count - count)
        bytes.withUnsafeMutableBytes { target in
            UnsafeMutableRawBufferPointer(rebasing: target[count..<count + length])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: text[..<length]))
        }
        count += length
    }

    /// Replaces one byte.
    mutating func set(_ value: UInt8, at position: Int) { bytes[position] = value }

    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
}
