internal import Logging

/// The file of a compacted segment on its way to its place. Its name says which offsets it stands for.
///
///     <base>.<end>.cleaned    being written: worth nothing after a crash
///     <base>.<end>.swap       whole and durable: it takes the place of all segments from base to end
///
/// So a crash leaves the segments of before, or those of after, or a swap that the next start brings to its
/// end.
struct CleanedFile: Equatable {
    let baseOffset: Int64
    let endOffset: Int64

    private static let writing = ".cleaned"
    private static let swapping = ".swap"

    func writingPath(_ paths: SegmentPaths) -> String { path(paths, Self.writing) }
    func swappingPath(_ paths: SegmentPaths) -> String { path(paths, Self.swapping) }

    private func path(_ paths: SegmentPaths, _ suffix: String) -> String {
        "\(paths.directory)/\(SegmentPaths.digits(baseOffset)).\(SegmentPaths.digits(endOffset))\(suffix)"
    }

    private static func isBeingWritten(_ name: String) -> Bool { name.hasSuffix(writing) }

    /// Whether a file was left by a pass that did not come to its end.
    static func isLeftover(_ name: String) -> Bool {
        isBeingWritten(name) || CleanedFile(swap: name) != nil
    }

    /// - Returns: `nil` for a name that is no swap's.
    init?(swap name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, "." + parts[2] == Self.swapping,
            let base = SegmentPaths.offset(in: String(parts[0]) + ".", suffix: "."),
            let end = SegmentPaths.offset(in: String(parts[1]) + ".", suffix: "."), base < end
        else { return nil }
        self.init(baseOffset: base, endOffset: end)
    }

    init(baseOffset: Int64, endOffset: Int64) {
        self.baseOffset = baseOffset
        self.endOffset = endOffset
    }

    /// Removes what a failed pass left: nothing of it has begun to take anybody's place.
    static func discardAll(_ paths: SegmentPaths, _ fileSystem: any LogFileSystem) throws(LogError) {
        for name in try fileSystem.list(paths.directory)
        where isLeftover(name) {
            try fileSystem.remove("\(paths.directory)/\(name)")
        }
    }

    /// Ends what a crash interrupted, before anything else is read.
    /// - Parameter names: those in the directory.
    static func recover(
        _ names: [String], _ paths: SegmentPaths, _ fileSystem: any LogFileSystem, _ logger: Logger
    ) throws(LogError) {
        let swaps = names.compactMap(CleanedFile.init(swap:))
        for name in names where isBeingWritten(name) { try fileSystem.remove("\(paths.directory)/\(name)") }
        for swap in swaps {
            // Retention deletes from the oldest on: without the first segment none of them is wanted.
            guard try fileSystem.exists(paths.log(swap.baseOffset)) else {
                try fileSystem.remove(swap.swappingPath(paths))
                continue
            }
            try fileSystem.remove(paths.index(swap.baseOffset))
            for name in names {
                guard let base = SegmentPaths.offset(in: name, suffix: ".log"),
                    base > swap.baseOffset && base < swap.endOffset
                else { continue }
                try fileSystem.remove(paths.log(base))
                try fileSystem.remove(paths.index(base))
            }
            try fileSystem.rename(swap.swappingPath(paths), to: paths.log(swap.baseOffset))
            logger.info(
                "an interrupted compaction was brought to its end",
                metadata: ["start": "\(swap.baseOffset)", "end": "\(swap.endOffset)"])
        }
        if !swaps.isEmpty { try fileSystem.syncDirectory(paths.directory) }
    }
}
