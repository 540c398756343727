internal import ClickModel

/// Where a key is put together before it is looked up: a fixed head and a text.
///
/// Memory of its own, not an array, which would be checked for other owners at each step.
struct KeyBuffer: ~Copyable {
    private let start: UnsafeMutableRawPointer
    private let capacity: Int
    private var count = 0

    /// - Parameter capacity: bytes of the longest key; what goes beyond it is cut off.
    init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { start.deallocate() }

    mutating func removeAll() { count = 0 }

    /// Goes back to the first `count` bytes, if there are as many.
    mutating func truncate(to count: Int) { self.count = min(count, self.count) }

    mutating func append(_ value: some FixedWidthInteger & BitwiseCopyable) {
        withUnsafeBytes(of: value) { append($0) }
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
        let length = min(text.count, capacity - count)
        guard length > 0, let from = text.baseAddress else { return }
        (start + count).copyMemory(from: from, byteCount: length)
        count += length
    }

    /// Replaces one byte that is there.
    mutating func set(_ value: UInt8, at position: Int) {
        precondition(position < count, "byte \(position) of \(count)")
        start.storeBytes(of: value, toByteOffset: position, as: UInt8.self)
    }

    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        body(UnsafeRawBufferPointer(start: start, count: count))
    }
}
