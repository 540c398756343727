internal import KafkaRecords

/// Where a partition's log begins, when retention or a deletion of records has moved it: the offset and its
/// CRC-32C, big-endian.
enum StartOffsetFile {
    static let name = "start-offset"

    static func encode(_ offset: Int64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 12)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.store(int64: offset, at: 0)
            let summed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<8])
            bytes.store(uint32: CRC32C.checksum(of: summed), at: 8)
        }
        return bytes
    }

    /// - Returns: `nil` when the bytes are damaged.
    static func decode(_ bytes: [UInt8]) -> Int64? {
        guard bytes.count == 12 else { return nil }
        return bytes.withUnsafeBytes { bytes in
            let summed = UnsafeRawBufferPointer(rebasing: bytes[..<8])
            let offset = bytes.int64(at: 0)
            return CRC32C.checksum(of: summed) == bytes.uint32(at: 8) && offset >= 0 ? offset : nil
        }
    }
}
