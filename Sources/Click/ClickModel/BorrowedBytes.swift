/// Bytes that belong to someone else: a view of UTF-8 or JSON text inside a decoder's buffers.
///
/// Not `UnsafeRawBufferPointer?`, since that optional costs a byte of its own and a branch for each access,
/// and a click has thirty of them. Absent is a null `start`; an empty string is present with `count` 0.
@usableFromInline
package struct BorrowedBytes {
    @usableFromInline package let start: UnsafePointer<UInt8>?
    @usableFromInline package let count: Int

    /// `count` bytes from `start` on; the caller keeps them alive and unchanged.
    @inlinable
    package init(start: UnsafePointer<UInt8>?, count: Int) {
        self.start = start
        self.count = count
    }

    /// No value at all: JSON `null`, or no such field.
    @inlinable package static var absent: BorrowedBytes { BorrowedBytes(start: nil, count: 0) }

    @inlinable package var isPresent: Bool { start != nil }

    /// The same bytes for interfaces that take a buffer.
    @inlinable package var buffer: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: start, count: count)
    }

    /// A copy as a `String`, for tests, messages and other places off the hot path.
    /// - Returns: `nil` where the value is absent.
    package var string: String? {
        isPresent ? String(decoding: buffer, as: UTF8.self) : nil
    }
}
