/// The snapshot files of one partition.
struct ProducerSnapshots {
    /// An older one serves when the newest was lost in a power cut.
    static let kept = 3
    /// So many can gather before some are deleted.
    static let most = 8

    private let paths: SegmentPaths
    private let fileSystem: any LogFileSystem

    init(_ paths: SegmentPaths, _ fileSystem: any LogFileSystem) {
        self.paths = paths
        self.fileSystem = fileSystem
    }

    /// Takes candidates (newest first) off the list until one is valid.
    func newest(of candidates: inout [Int64]) throws(LogError) -> (table: ProducerTable, offset: Int64)? {
        while !candidates.isEmpty {
            let offset = candidates.removeFirst()
            let path = paths.snapshot(offset)
            let limit = ProducerSnapshot.maximumBytes
            // One that is too large costs a longer recovery, as one that is damaged does.
            guard try fileSystem.size(of: path) <= Int64(limit) else { continue }
            if let bytes = try fileSystem.contents(of: path, limit: limit),
                let snapshot = ProducerSnapshot.decode(bytes), snapshot.offset == offset
            {
                return snapshot
            }
        }
        return nil
    }

    /// Writes one. Everything before `offset` is durable.
    /// - Parameter durably: survives a power cut; then, and only then, the ones that it replaces are deleted.
    ///   At a clean stop that would cost too much with many partitions, and they are deleted some other time.
    func write(_ table: ProducerTable, offset: Int64, durably: Bool) throws(LogError) {
        let bytes = ProducerSnapshot.encode(table, offset: offset)
        let path = paths.snapshot(offset)
        let name = String(path.dropFirst(paths.directory.count + 1))
        let others = try PartitionFiles(paths, fileSystem).snapshots.filter { $0 != offset }
        let isDurable = durably || others.count >= Self.most
        try fileSystem.replace(name, in: paths.directory, with: bytes, durably: isDurable)
        guard isDurable else { return }
        for old in others.dropFirst(Self.kept - 1) { try fileSystem.remove(paths.snapshot(old)) }
    }
}
