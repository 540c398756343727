/// Reads the zigzag variable-length integers of records, never past the end of its bytes.
struct VarintReader {
    let bytes: UnsafeRawBufferPointer
    var position: Int

    /// At most 5 bytes, the last of which holds 4 bits.
    mutating func int32() throws(RecordReader.Malformed) -> Int32 {
        let raw = try unsigned(maximumBytes: 5)
        guard raw <= UInt64(UInt32.max) else { throw .varintTooLong }
        let value = UInt32(truncatingIfNeeded: raw)
        return Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1)
    }

    /// At most 10 bytes.
    mutating func int64() throws(RecordReader.Malformed) -> Int64 {
        let value = try unsigned(maximumBytes: 10)
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private mutating func unsigned(maximumBytes: Int) throws(RecordReader.Malformed) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        for _ in 0..<maximumBytes {
            guard position < bytes.count else { throw .endsEarly }
            let byte = bytes[position]
            position += 1
            // The tenth byte has room for one bit.
            if shift == 63 && byte > 1 { throw .varintTooLong }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .varintTooLong
    }

    /// `count` bytes in place.
    mutating func take(_ count: Int) throws(RecordReader.Malformed) -> UnsafeRawBufferPointer {
        guard count <= bytes.count - position else { throw .endsEarly }
        let slice = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
        position += count
        return slice
    }
}

extension [UInt8] {
    /// Appends a zigzag variable-length integer.
    mutating func append(varint value: Int64) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}
