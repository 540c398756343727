/// The aborted transactions of a log as of one moment: those of the active segment in memory, those of closed
/// ones in their files.
struct AbortedTransactions: Sendable {
    let active: TransactionTable
    /// Of the closed segments that have such a file, in their order.
    let spans: [AbortedFile.Span]

    /// Those that have records in a range, in the order of their markers.
    /// - Throws: `corrupt` when a file is damaged, and what the file system does.
    func inRange(
        from start: Int64, before end: Int64, _ paths: SegmentPaths, _ fileSystem: any LogFileSystem
    ) throws(LogError) -> [TransactionTable.Aborted] {
        guard start < end else { return [] }
        var found: [TransactionTable.Aborted] = []
        for span in spans where span.last >= start && span.earliest < end {
            let file = try AbortedFile(besides: span.baseOffset, paths, fileSystem)
            found += try file.aborted(from: start, before: end)
        }
        return found + active.aborted(from: start, before: end)
    }
}
