/// The Castagnoli checksum that Kafka's record batches carry (RFC 3720, appendix B.4).
///
/// Sixteen table look-ups for every sixteen bytes ("slicing by 16"): pure Swift, no allocation, several
/// gigabytes a second.
package struct CRC32C: Sendable {
    private var state: UInt32 = 0xFFFF_FFFF

    package init() {}

    /// The checksum of everything given to `update` so far.
    package var value: UInt32 { ~state }

    /// The checksum of `bytes` alone.
    package static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
        var checksum = CRC32C()
        checksum.update(bytes)
        return checksum.value
    }

    /// Adds `bytes` to what has been summed.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        state = Self.tables.withUnsafeBufferPointer { tables in
            guard let tables = tables.baseAddress else { return state }
            return Self.advance(state, over: start, count: bytes.count, tables)
        }
    }

    /// `tables` holds sixteen tables of 256 words, one after the other: table n advances a byte over n more
    /// zero bytes.
    private static func advance(
        _ initial: UInt32, over start: UnsafeRawPointer, count: Int, _ tables: UnsafePointer<UInt32>
    ) -> UInt32 {
        var crc = initial
        var position = start
        var remaining = count
        while remaining >= 16 {
            let low = UInt64(littleEndian: position.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
            let high = UInt64(littleEndian: position.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            let first = word(low, tables + 15 * 256) ^ word(low >> 32, tables + 11 * 256)
            let second = word(high, tables + 7 * 256) ^ word(high >> 32, tables + 3 * 256)
            crc = first ^ second
            position += 16
            remaining -= 16
        }
        while remaining > 0 {
            let index = Int(UInt8(truncatingIfNeeded: crc) ^ position.load(as: UInt8.self))
            crc = tables[index] ^ (crc >> 8)
            position += 1
            remaining -= 1
        }
        return crc
    }

    /// The low four bytes of `bits`; `table` is the one of the first of them, and the next lie before it.
    @inline(__always)
    private static func word(_ bits: UInt64, _ table: UnsafePointer<UInt32>) -> UInt32 {
        let first = table[Int(bits & 0xFF)] ^ (table - 256)[Int((bits >> 8) & 0xFF)]
        let second = (table - 512)[Int((bits >> 16) & 0xFF)] ^ (table - 768)[Int((bits >> 24) & 0xFF)]
        return first ^ second
    }

    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 16 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 0 ? 0 : 0x82F6_3B78) }
            tables[byte] = crc
        }
        for index in 256..<tables.count {
            let previous = tables[index - 256]
            tables[index] = tables[Int(previous & 0xFF)] ^ (previous >> 8)
        }
        return tables
    }()
}
