/// What a partition's directory holds, after leftovers were cleared away.
struct PartitionFiles {
    /// Base offsets, ascending.
    private(set) var segments: [Int64] = []
    /// Offsets of producer snapshots, newest first.
    private(set) var snapshots: [Int64] = []
    /// Base offsets of the segments that have a list of aborted transactions, ascending.
    private(set) var aborted: [Int64] = []

    /// - Parameter names: those in the directory, where the caller has them already.
    init(
        _ paths: SegmentPaths, _ fileSystem: any LogFileSystem, names: [String]? = nil
    ) throws(LogError) {
        var indexes: [Int64] = []
        let listed = if let names { names } else { try fileSystem.list(paths.directory) }
        for name in listed {
            if let base = SegmentPaths.offset(in: name, suffix: ".log") {
                segments.append(base)
            } else if let base = SegmentPaths.offset(in: name, suffix: ".index") {
                indexes.append(base)
            } else if let offset = SegmentPaths.offset(in: name, suffix: ".producers") {
                snapshots.append(offset)
            } else if let base = SegmentPaths.offset(in: name, suffix: ".aborted") {
                aborted.append(base)
            } else if name == TemporaryFile.name {
                try fileSystem.remove("\(paths.directory)/\(name)")
            }
        }
        segments.sort()
        snapshots.sort(by: >)
        let known = Set(segments)
        for base in indexes where !known.contains(base) { try fileSystem.remove(paths.index(base)) }
        for base in aborted where !known.contains(base) { try fileSystem.remove(paths.aborted(base)) }
        aborted = aborted.filter(known.contains).sorted()
    }
}
