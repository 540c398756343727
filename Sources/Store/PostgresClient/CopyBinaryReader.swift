/// Reads one row of a binary COPY to us: the bytes that `copyOut` lends.
///
/// The values are views into those bytes. A row that breaks off yields `nil` for what is missing.
package struct CopyBinaryReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    /// -1 where this is no row: the header alone, or the end.
    package let columnCount: Int

    private static var headerBytes: Int { 19 }

    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        // The server sends the header at the front of the first row's message.
        let isFirst =
            bytes.count >= Self.headerBytes
            && bytes.loadUnaligned(as: UInt64.self) == UInt64(bigEndian: 0x5047_434f_5059_0aff)
        position = isFirst ? Self.headerBytes : 0
        guard position + 2 <= bytes.count else {
            columnCount = -1
            return
        }
        let count = bytes.loadUnaligned(fromByteOffset: position, as: Int16.self)
        columnCount = Int(Int16(bigEndian: count))
        position += 2
    }

    package var isRow: Bool { columnCount >= 0 }

    /// The next value's bytes; `nil` for NULL.
    package mutating func next() -> UnsafeRawBufferPointer? {
        guard position + 4 <= bytes.count else { return nil }
        let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Int32.self)))
        position += 4
        guard length >= 0, position + length <= bytes.count else { return nil }
        defer { position += length }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
    }

    package mutating func int32() -> Int32? {
        guard let value = next(), value.count == 4 else { return nil }
        return Int32(bigEndian: value.loadUnaligned(as: Int32.self))
    }

    package mutating func int64() -> Int64? {
        guard let value = next(), value.count == 8 else { return nil }
        return Int64(bigEndian: value.loadUnaligned(as: Int64.self))
    }

    package mutating func uuid() -> (high: UInt64, low: UInt64)? {
        guard let value = next(), value.count == 16 else { return nil }
        return (
            UInt64(bigEndian: value.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: value.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// Microseconds since 1970.
    package mutating func timestamptz() -> Int64? { int64().map { $0 &+ 946_684_800_000_000 } }
}
