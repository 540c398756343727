internal import KafkaRecords
internal import Logging

/// Brings what memory knows of aborted transactions in line with the files, at a start.
///
/// The newest snapshot can be older than the last closed segment, or of a version that had no such files; a
/// closed segment can be the active one again; and a file can be damaged.
struct AbortedRecovery {
    let paths: SegmentPaths
    let fileSystem: any LogFileSystem
    let logger: Logger

    /// Afterwards memory has those of the active segment, and files those of the closed ones.
    func run(_ recovered: inout LogRecovery.Result) throws(LogError) {
        var table = recovered.producers.transactions
        let files = try readable(recovered)
        let active = recovered.view.active.baseOffset
        if let stored = files[active] {
            let end = recovered.view.endOffset
            table.restore(try stored.all().filter { $0.lastOffset < end })
        }
        var spans: [AbortedFile.Span] = []
        for segment in recovered.view.sealed {
            if let stored = files[segment.baseOffset] {
                spans.append(try stored.span(of: segment.baseOffset))
                continue
            }
            let range = segment.baseOffset..<segment.endOffset
            let aborted = table.aborted.filter { range.contains($0.lastOffset) }
            guard !aborted.isEmpty else { continue }
            spans.append(try AbortedFile.write(aborted, besides: segment.baseOffset, paths, fileSystem))
        }
        table.forget(before: active)
        recovered.producers.transactions = table
        recovered.view.transactions = table
        recovered.view.abortedSpans = spans
    }

    /// The files, after those that are damaged have been made again from the segments.
    private func readable(_ recovered: LogRecovery.Result) throws(LogError) -> [Int64: AbortedFile] {
        var files: [Int64: AbortedFile] = [:]
        var damaged: Set<Int64> = []
        for base in recovered.abortedFiles {
            do throws(LogError) {
                let file = try AbortedFile(besides: base, paths, fileSystem)
                _ = try file.all()
                files[base] = file
            } catch .corrupt(let path, _, let reason) {
                logger.error(
                    "a list of aborted transactions is damaged, and is made again",
                    metadata: ["file": "\(path)", "reason": "\(reason)"])
                damaged.insert(base)
            }
        }
        guard !damaged.isEmpty else { return files }
        for (base, aborted) in try rebuilt(damaged, recovered.view) {
            if aborted.isEmpty {
                try fileSystem.remove(paths.aborted(base))
            } else {
                _ = try AbortedFile.write(aborted, besides: base, paths, fileSystem)
                files[base] = try AbortedFile(besides: base, paths, fileSystem)
            }
        }
        return files
    }

    /// Reads the whole log: only its beginning shows where each transaction began.
    private func rebuilt(
        _ wanted: Set<Int64>, _ view: LogView
    ) throws(LogError) -> [Int64: [TransactionTable.Aborted]] {
        var result: [Int64: [TransactionTable.Aborted]] = [:]
        var table = TransactionTable()
        let segments =
            view.sealed.map { ($0.baseOffset, $0.byteCount) }
            + [(view.active.baseOffset, view.active.durableBytes)]
        for (base, byteCount) in segments {
            table.forget(before: base)
            let file = try fileSystem.open(paths.log(base), create: false)
            var scanner = BatchScanner(file, from: 0, limit: byteCount, windowBytes: 1 << 20)
            while case .batch(let batch) = try scanner.next() {
                table.record(batch.header, try scanner.marker(of: batch))
            }
            if wanted.contains(base) { result[base] = table.aborted }
        }
        return result
    }
}
