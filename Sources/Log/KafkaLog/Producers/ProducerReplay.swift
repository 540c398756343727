internal import KafkaRecords

/// Makes the producer table again as of the high watermark, from the newest snapshot and the batches after
/// it.
struct ProducerReplay {
    let paths: SegmentPaths
    let configuration: LogConfiguration
    let fileSystem: any LogFileSystem

    func producers(of view: LogView) throws(LogError) -> ProducerTable {
        let files = try PartitionFiles(paths, fileSystem)
        var candidates = files.snapshots.filter { $0 <= view.highWatermark }
        let snapshot = try ProducerSnapshots(paths, fileSystem).newest(of: &candidates)
        var table = snapshot?.table ?? ProducerTable()
        let start = snapshot?.offset ?? view.sealed.first?.baseOffset ?? view.active.baseOffset
        for segment in view.sealed where segment.endOffset > start {
            let open = try OpenSegment(
                segment, paths: paths, indexIntervalBytes: configuration.indexIntervalBytes,
                fileSystem: fileSystem)
            let entry = try open.floor(.offset(max(0, start - segment.baseOffset)))
            try replay(open.file, from: entry, limit: segment.byteCount, offset: start, &table)
        }
        let entry = view.active.index.entries.floor(.offset(max(0, start - view.active.baseOffset)))
        try replay(
            view.active.file, from: entry, limit: view.active.durableBytes, offset: start, &table)
        return table
    }

    private func replay(
        _ file: any LogFile, from entry: IndexEntry, limit: Int64, offset: Int64,
        _ table: inout ProducerTable
    ) throws(LogError) {
        var scanner = BatchScanner(file, from: Int64(entry.position), limit: limit, windowBytes: 1 << 20)
        while case .batch(let batch) = try scanner.next() {
            guard batch.header.baseOffset >= offset else { continue }
            table.record(batch.header, now: 0, marker: try scanner.marker(of: batch))
        }
    }
}
