/// What can be told of compressed records without decompressing them.
///
/// Compression is the clients' business: the log neither has the codecs nor the time. But a batch that no
/// client could read would stop every consumer at its offset, and one that claims two billion records would
/// use up their offsets. So the codec in the header has to be the one whose mark the records begin with, and
/// they have to be large enough, at the codec's best ratio, for as many records as the header counts. What
/// lies deeper, a damaged stream with a good checksum, only its producer can have made.
struct CompressedPayload {
    private let bytes: UnsafeRawBufferPointer

    /// Length, attributes, timestamp, offset, key, value, headers: a byte each.
    private static let smallestRecord = 7

    /// - Parameter bytes: what follows the batch's header.
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether the bytes can hold so many records.
    func check(holds records: Int32, _ codec: CompressionCodec) throws(RecordBatchError) {
        guard let size = largestSize(codec) else { throw .notCompressed(codec) }
        guard Int(records) <= size / Self.smallestRecord else {
            throw .tooManyRecords(records, compressedBytes: bytes.count)
        }
    }

    /// How many bytes there can be when they are decompressed; `nil` when the codec would refuse them.
    private func largestSize(_ codec: CompressionCodec) -> Int? {
        switch codec {
        case .none: bytes.count
        // Deflate writes 258 bytes for 2 bits at best.
        case .gzip: starts(with: [0x1F, 0x8B, 8]) && bytes.count >= 18 ? bytes.count * 1_032 : nil
        // A byte of length stands for 255 bytes at most.
        case .lz4: starts(with: [0x04, 0x22, 0x4D, 0x18]) && bytes.count >= 11 ? bytes.count * 255 : nil
        // A block of 4 bytes stands for 128 KiB at most.
        case .zstd: starts(with: [0x28, 0xB5, 0x2F, 0xFD]) && bytes.count >= 9 ? bytes.count << 15 : nil
        case .snappy: snappySize()
        }
    }

    private func starts(with mark: [UInt8]) -> Bool { bytes.starts(with: mark) }

    /// Java's clients put snappy into blocks with a header of their own.
    private func snappySize() -> Int? {
        guard starts(with: [0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0]) else {
            return SnappyWalk(bytes).size()
        }
        var total = 0
        var position = 16
        while position < bytes.count {
            guard bytes.count - position >= 4 else { return nil }
            let length = Int(bytes.int32(at: position))
            position += 4
            guard length > 0, length <= bytes.count - position,
                let size = SnappyWalk(.init(rebasing: bytes[position..<position + length])).size()
            else { return nil }
            total += size
            position += length
        }
        return total > 0 ? total : nil
    }
}
