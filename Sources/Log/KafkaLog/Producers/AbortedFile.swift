internal import KafkaRecords

/// The aborted transactions whose markers lie in a closed segment, as a file beside it; a segment without any
/// has none.
///
/// Written when the segment is closed, and durable before anything else forgets them: memory and snapshots
/// hold those of the active segment alone. Layout, big-endian: magic, the segment's base offset, the number
/// of entries, a checksum of these; then the entries in the order of their markers, each with a checksum.
struct AbortedFile {
    private static let magic: Int64 = 0x636C_6963_6B61_6272  // "clickabr"
    private static let headerBytes = 24
    private static let entryBytes = 36
    /// So many entries are read at once.
    private static let window = 512

    private let file: any LogFile
    private let count: Int

    private struct Entry {
        let aborted: TransactionTable.Aborted
        /// The smallest first offset of this and of all later entries: whoever looks for smaller ones can
        /// stop.
        let earliest: Int64
    }

    /// Where the file's transactions lie: enough to know that there is nothing to find in it.
    struct Span: Sendable, Equatable {
        /// That of the segment.
        let baseOffset: Int64
        /// The first offset of any of the transactions.
        let earliest: Int64
        /// The offset of the last marker.
        let last: Int64
    }

    // MARK: Writing

    /// - Parameter aborted: at least one, in the order of their markers.
    static func write(
        _ aborted: [TransactionTable.Aborted], besides baseOffset: Int64, _ paths: SegmentPaths,
        _ fileSystem: any LogFileSystem
    ) throws(LogError) -> Span {
        var earliest: [Int64] = []
        var smallest = Int64.max
        for entry in aborted.reversed() {
            smallest = min(smallest, entry.firstOffset)
            earliest.append(smallest)
        }
        var bytes = [UInt8](repeating: 0, count: headerBytes + aborted.count * entryBytes)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.store(int64: magic, at: 0)
            bytes.store(int64: baseOffset, at: 8)
            bytes.store(int32: Int32(aborted.count), at: 16)
            bytes.storeChecksum(of: 0..<20)
            var at = headerBytes
            for (entry, earliest) in zip(aborted, earliest.reversed()) {
                bytes.store(int64: entry.producerID, at: at)
                bytes.store(int64: entry.firstOffset, at: at + 8)
                bytes.store(int64: entry.lastOffset, at: at + 16)
                bytes.store(int64: earliest, at: at + 24)
                bytes.storeChecksum(of: at..<at + 32)
                at += entryBytes
            }
        }
        try fileSystem.replace(
            paths.name(ofAborted: baseOffset), in: paths.directory, with: bytes, durably: true)
        return Span(baseOffset: baseOffset, earliest: smallest, last: aborted.last?.lastOffset ?? -1)
    }

    // MARK: Reading

    /// - Throws: `corrupt` for a file that is not what was written: without it nobody can say which records
    ///   were aborted.
    init(besides baseOffset: Int64, _ paths: SegmentPaths, _ fileSystem: any LogFileSystem) throws(LogError) {
        file = try fileSystem.open(paths.aborted(baseOffset), create: false)
        var header = [UInt8](repeating: 0, count: Self.headerBytes)
        let read = try file.read(&header, count: header.count, at: 0)
        let size = try file.size()
        let count: Int? = header.withUnsafeBytes { bytes in
            let count = Int(bytes.int32(at: 16))
            let isRight =
                read == Self.headerBytes && bytes.hasChecksum(of: 0..<20) && bytes.int64(at: 0) == Self.magic
                && bytes.int64(at: 8) == baseOffset && count > 0
                && Int64(Self.headerBytes + count * Self.entryBytes) == size
            return isRight ? count : nil
        }
        guard let count else {
            throw .corrupt(path: file.path, position: 0, reason: "it is no list of aborted transactions")
        }
        self.count = count
    }

    func span(of baseOffset: Int64) throws(LogError) -> Span {
        let first = try entries(0..<1)[0]
        let last = try entries(count - 1..<count)[0]
        return Span(baseOffset: baseOffset, earliest: first.earliest, last: last.aborted.lastOffset)
    }

    func all() throws(LogError) -> [TransactionTable.Aborted] { try aborted(from: 0, before: .max) }

    /// The transactions that have records in a range, their markers at its start or later.
    func aborted(from start: Int64, before end: Int64) throws(LogError) -> [TransactionTable.Aborted] {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let last = try entries(middle..<middle + 1)[0].aborted.lastOffset
            if last < start { low = middle + 1 } else { high = middle }
        }
        var found: [TransactionTable.Aborted] = []
        while low < count {
            let next = min(low + Self.window, count)
            for entry in try entries(low..<next) {
                if entry.earliest >= end { return found }
                if entry.aborted.firstOffset < end { found.append(entry.aborted) }
            }
            low = next
        }
        return found
    }

    private func entries(_ range: Range<Int>) throws(LogError) -> [Entry] {
        var bytes = [UInt8](repeating: 0, count: range.count * Self.entryBytes)
        let position = Int64(Self.headerBytes + range.lowerBound * Self.entryBytes)
        let read = try file.read(&bytes, count: bytes.count, at: position)
        let entries: [Entry]? = bytes.withUnsafeBytes { bytes in
            var entries: [Entry] = []
            for at in stride(from: 0, to: bytes.count, by: Self.entryBytes) {
                guard read == bytes.count, bytes.hasChecksum(of: at..<at + 32) else { return nil }
                let aborted = TransactionTable.Aborted(
                    producerID: bytes.int64(at: at), firstOffset: bytes.int64(at: at + 8),
                    lastOffset: bytes.int64(at: at + 16))
                entries.append(Entry(aborted: aborted, earliest: bytes.int64(at: at + 24)))
            }
            return entries
        }
        guard let entries else {
            throw .corrupt(path: file.path, position: position, reason: "an aborted transaction is damaged")
        }
        return entries
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Puts the CRC-32C of a range behind it.
    fileprivate func storeChecksum(of range: Range<Int>) {
        let summed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(self)[range])
        store(uint32: CRC32C.checksum(of: summed), at: range.upperBound)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func hasChecksum(of range: Range<Int>) -> Bool {
        CRC32C.checksum(of: UnsafeRawBufferPointer(rebasing: self[range])) == uint32(at: range.upperBound)
    }
}
