internal import KafkaRecords

/// The index of a segment as a file: 16 bytes of header, then `IndexEntry`s.
///
/// The file is a convenience, never the truth: every entry carries a checksum, and what is missing or damaged
/// is made again from the segment. Entries are written only for batches that are durable, so an entry never
/// points at what a crash took back. The last entry of a closed segment stands for its end.
struct IndexFile {
    private static let magic: Int64 = 0x636C_6963_6B69_6478  // "clickidx"
    static let headerBytes = 16

    let file: any LogFile
    let entryCount: Int

    /// Opens a segment's index, if it has one whose header is right.
    static func open(
        _ path: String, baseOffset: Int64, _ fileSystem: any LogFileSystem
    ) throws(LogError) -> IndexFile? {
        guard try fileSystem.exists(path) else { return nil }
        let file = try fileSystem.open(path, create: false)
        var header = [UInt8](repeating: 0, count: headerBytes)
        guard try file.read(&header, count: headerBytes, at: 0) == headerBytes else { return nil }
        let isRight = header.withUnsafeBytes {
            $0.int64(at: 0) == magic && $0.int64(at: 8) == baseOffset
        }
        guard isRight else { return nil }
        return IndexFile(
            file: file, entryCount: Int(try file.size() - Int64(headerBytes)) / IndexEntry.byteCount)
    }

    /// - Returns: `nil` when the entry is damaged.
    func entry(_ number: Int) throws(LogError) -> IndexEntry? {
        var bytes = [UInt8](repeating: 0, count: IndexEntry.byteCount)
        let position = Int64(Self.headerBytes + number * IndexEntry.byteCount)
        guard try file.read(&bytes, count: bytes.count, at: position) == bytes.count else { return nil }
        return bytes.withUnsafeBytes { IndexEntry(decoding: $0) }
    }

    /// The entries up to the first that is damaged, out of order, or beyond the segment's size.
    func entries(segmentBytes: Int64) throws(LogError) -> [IndexEntry] {
        var bytes = [UInt8](repeating: 0, count: entryCount * IndexEntry.byteCount)
        let count = try file.read(&bytes, count: bytes.count, at: Int64(Self.headerBytes))
        var entries: [IndexEntry] = []
        entries.reserveCapacity(count / IndexEntry.byteCount)
        bytes.withUnsafeBytes { bytes in
            var last = IndexEntry.segmentStart
            for start in stride(from: 0, to: count - IndexEntry.byteCount + 1, by: IndexEntry.byteCount) {
                let slice = UnsafeRawBufferPointer(rebasing: bytes[start..<start + IndexEntry.byteCount])
                guard let entry = IndexEntry(decoding: slice), entry.position > last.position,
                    entry.relativeOffset > last.relativeOffset, Int64(entry.position) <= segmentBytes
                else { return }
                entries.append(entry)
                last = entry
            }
        }
        return entries
    }

    /// Writes `entries` after the first `kept`, which the file has, and cuts what follows.
    static func write(
        _ entries: ArraySlice<IndexEntry>, after kept: Int, _ path: String, baseOffset: Int64,
        _ fileSystem: any LogFileSystem
    ) throws(LogError) {
        let file = try fileSystem.open(path, create: true)
        let isNew = kept == 0
        var bytes = [UInt8](
            repeating: 0, count: (isNew ? headerBytes : 0) + entries.count * IndexEntry.byteCount)
        bytes.withUnsafeMutableBytes { bytes in
            var at = 0
            if isNew {
                bytes.store(int64: magic, at: 0)
                bytes.store(int64: baseOffset, at: 8)
                at = headerBytes
            }
            for entry in entries {
                entry.encode(into: UnsafeMutableRawBufferPointer(rebasing: bytes[at...]))
                at += IndexEntry.byteCount
            }
        }
        let position = isNew ? 0 : Int64(headerBytes + kept * IndexEntry.byteCount)
        try file.write(bytes, at: position)
        try file.truncate(to: position + Int64(bytes.count))
    }
}
