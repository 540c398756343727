import DedicatedThread
import KafkaLog
import Testing

@Suite struct ConcurrencyTests {
    @Test func `readers see a growing prefix, whole and checked, while it is written, rolled and shortened`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small, fileSystem: FaultyFileSystem())
        let total: Int64 = 1000
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 {
                let reader = DedicatedThread(name: "reader")
                group.addTask { try await reader.run { try self.follow(log, to: total) } }
            }
            let writer = DedicatedThread(name: "writer")
            group.addTask {
                try await writer.run {
                    for number in 0..<total {
                        try log.append("value \(number)")
                        if number % 7 == 0 { try log.sync() }
                        if number % 200 == 199 { _ = try log.deleteRecords(before: log.highWatermark / 4) }
                    }
                    try log.sync()
                    return 0
                }
            }
            var checked = 0
            for try await count in group { checked += count }
            #expect(checked > 3 * Int(total) / 2)
        }
    }

    /// Reads to `end`; goes on from the log's start where that overtakes it.
    private func follow(_ log: PartitionLog, to end: Int64) throws -> Int {
        var offset: Int64 = 0
        var checked = 0
        while offset < end {
            let slice: LogSlice
            do {
                slice = try log.read(from: offset, maximumBytes: 900)
            } catch {
                guard case .offsetOutOfRange(_, let start, _) = error, start > offset else { throw error }
                offset = start
                continue
            }
            for record in try slice.records() where record.offset >= offset {
                guard record.offset == offset, record.value == "value \(offset)", offset < slice.highWatermark
                else {
                    throw LogError.corrupt(path: "", position: offset, reason: "found \(record)")
                }
                offset += 1
                checked += 1
            }
        }
        return checked
    }
}
