internal import KafkaRecords

/// A place in a segment where a batch starts: one for every few kilobytes, so that a look-up by offset or by
/// time reads no more than that.
///
/// One list serves both: an entry also carries the newest timestamp of all batches before it, which only
/// grows.
struct IndexEntry: Sendable, Equatable {
    /// Offset of the batch's first record, less the segment's base offset.
    var relativeOffset: UInt32
    /// Where the batch starts in the segment's file.
    var position: UInt32
    /// The newest timestamp of the segment's batches before this one; -1 when there is none.
    var maxTimestampBefore: Int64

    static let segmentStart = IndexEntry(relativeOffset: 0, position: 0, maxTimestampBefore: -1)

    /// On disk: the fields in big-endian order and their CRC-32C.
    static let byteCount = 20

    init(relativeOffset: UInt32, position: UInt32, maxTimestampBefore: Int64) {
        self.relativeOffset = relativeOffset
        self.position = position
        self.maxTimestampBefore = maxTimestampBefore
    }

    /// - Parameter bytes: holds `byteCount` bytes.
    /// - Returns: `nil` when they are damaged.
    init?(decoding bytes: UnsafeRawBufferPointer) {
        let fields = UnsafeRawBufferPointer(rebasing: bytes[..<16])
        guard CRC32C.checksum(of: fields) == bytes.uint32(at: 16) else { return nil }
        relativeOffset = bytes.uint32(at: 0)
        position = bytes.uint32(at: 4)
        maxTimestampBefore = bytes.int64(at: 8)
    }

    /// - Parameter bytes: has room for `byteCount` bytes.
    func encode(into bytes: UnsafeMutableRawBufferPointer) {
        bytes.store(uint32: relativeOffset, at: 0)
        bytes.store(uint32: position, at: 4)
        bytes.store(int64: maxTimestampBefore, at: 8)
        let fields = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<16])
        bytes.store(uint32: CRC32C.checksum(of: fields), at: 16)
    }
}
