/// Rows in PostgreSQL's binary COPY format (manual: COPY, "Binary Format"), ready for `putCopyData`.
///
/// The hot path of the sink. Memory grows by doubling up to `limit` and is kept between batches; a row costs
/// no allocation of its own. The limit is soft, so that a row is never cut: once `isFull`, send what is there
/// before the next row. Memory in use is at most the limit and one row, rounded up.
///
/// `@unchecked Sendable`: the memory has one owner, and the type can't be copied.
@usableFromInline
package struct CopyBinaryBuffer: ~Copyable, @unchecked Sendable {
    @usableFromInline var start: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// Bytes in the buffer.
    @usableFromInline package internal(set) var count = 0
    /// Rows begun since `removeAll`.
    @usableFromInline package internal(set) var rows = 0
    package let limit: Int

    /// - Parameter limit: bytes after which `isFull` turns true; at least 1 KiB.
    package init(limit: Int = 4 << 20) {
        self.limit = max(limit, 1_024)
        capacity = min(self.limit, 64 << 10)
        start = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    }

    deinit { start.deallocate() }

    @inlinable package var isEmpty: Bool { count == 0 }
    package var isFull: Bool { count >= limit }

    /// The bytes so far; valid until the next change.
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(bytes)
    }

    /// Forgets the rows and keeps the memory, except for what an oversized row took beyond the limit.
    package mutating func removeAll() {
        count = 0
        rows = 0
        guard capacity > 2 * limit else { return }
        start.deallocate()
        capacity = limit
        start = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    }

    /// Forgets the rows from `mark` on: both values as they were read before.
    package mutating func truncate(count: Int, rows: Int) {
        guard count <= self.count, rows <= self.rows else { return }
        self.count = count
        self.rows = rows
    }

    /// The signature, no flags, no extension: once, before the first row of a COPY.
    package mutating func writeHeader() {
        reserve(19)
        start.storeBytes(of: UInt64(bigEndian: 0x5047_434f_5059_0aff), toByteOffset: count, as: UInt64.self)
        start.storeBytes(of: UInt32(bigEndian: 0x0d0a_0000), toByteOffset: count + 8, as: UInt32.self)
        start.storeBytes(of: 0, toByteOffset: count + 11, as: UInt64.self)
        count += 19
    }

    /// Ends the data: once, after the last row of a COPY.
    package mutating func writeTrailer() {
        reserve(2)
        start.storeBytes(of: -1, toByteOffset: count, as: Int16.self)
        count += 2
    }

    @inlinable
    mutating func reserve(_ bytes: Int) {
        if capacity - count < bytes { grow(bytes) }
    }

    @usableFromInline
    mutating func grow(_ bytes: Int) {
        var larger = capacity
        while larger - count < bytes { larger *= 2 }
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        fresh.copyMemory(from: start, byteCount: count)
        start.deallocate()
        start = fresh
        capacity = larger
    }
}
