import KafkaLog
import Testing

@Suite struct RetentionTests {
    /// Records a second apart, a few in each segment.
    private func filled(
        _ directory: TemporaryDirectory, _ configuration: LogConfiguration, system: FaultyFileSystem
    ) throws -> PartitionLog {
        let log = try openLog(directory, configuration, fileSystem: system)
        for number in 0..<200 { try log.append("value \(number)", timestamp: Int64(number) * 1000) }
        try log.sync()
        return log
    }

    @Test func `old segments go, whole, and the log's start stays where it is after a restart`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        var configuration = LogConfiguration.small
        configuration.retentionMilliseconds = 100_000
        let log = try filled(directory, configuration, system: system)
        let before = try directory.names(endingIn: ".log").count
        let deleted = try log.applyRetention(now: 200_000)
        #expect(deleted > 2)
        #expect(try directory.names(endingIn: ".log").count == before - deleted)
        // Everything that is young enough is there, and less than a segment of what is older.
        let start = Int(log.startOffset)
        #expect((70...100).contains(start))
        #expect(try log.values() == (start..<200).map { "value \($0)" })
        #expect(throws: LogError.offsetOutOfRange(requested: 0, start: Int64(start), end: 200)) {
            try log.read(from: 0, maximumBytes: 1)
        }
        #expect(try log.applyRetention(now: 200_000) == 0)
        let again = try openLog(directory, configuration, fileSystem: system)
        #expect(again.startOffset == Int64(start))
        #expect(again.endOffset == 200)
    }

    @Test func `when everything is too old everything goes, and offsets go on`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        var configuration = LogConfiguration.small
        configuration.retentionMilliseconds = 1000
        let log = try filled(directory, configuration, system: system)
        _ = try log.applyRetention(now: 1_000_000_000)
        #expect(log.startOffset == 200)
        #expect(log.byteCount == 0)
        #expect(try log.append("next").baseOffset == 200)
        log.close()
        let again = try openLog(directory, configuration, fileSystem: system)
        #expect(again.startOffset == 200)
        #expect(try again.values() == ["next"])
    }

    @Test func `a log is kept to its size`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        var configuration = LogConfiguration.small
        configuration.retentionBytes = 6000
        let log = try filled(directory, configuration, system: system)
        _ = try log.applyRetention(now: 0)
        #expect((6000..<8000).contains(log.byteCount))
        #expect(try log.values().last == "value 199")
    }

    @Test func `a compacted topic keeps its old records`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        var configuration = LogConfiguration.small
        configuration.retentionMilliseconds = 1000
        configuration.cleanupPolicy = .compact
        let log = try filled(directory, configuration, system: system)
        #expect(try log.applyRetention(now: 1_000_000_000) == 0)
        #expect(log.startOffset == 0)
    }

    @Test func `deleting records moves the start within a segment, and not past what is durable`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try filled(directory, .small, system: system)
        #expect(try log.deleteRecords(before: 3) == 3)
        #expect(try log.values().first == "value 3")
        #expect(try log.deleteRecords(before: 101) == 101)
        #expect(try log.values().first == "value 101")
        #expect(try log.deleteRecords(before: 50) == 101)
        try log.append("value 200")
        #expect(throws: LogError.offsetOutOfRange(requested: 201, start: 101, end: 200)) {
            try log.deleteRecords(before: 201)
        }
        log.close()
        #expect(try openLog(directory, .small).startOffset == 101)
    }

    @Test func `a crash between the new start and the deletion is made good at the next start`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try filled(directory, .small, system: system)
        let saved = try TemporaryDirectory()
        try directory.copyFiles(to: saved)
        _ = try log.deleteRecords(before: 150)
        // As if none of the files had been deleted.
        try saved.write(directory.read("start-offset"), to: "start-offset")
        let again = try openLog(saved, .small)
        #expect(again.startOffset == 150)
        #expect(try again.values().first == "value 150")
        #expect(try saved.names(endingIn: ".log") == directory.names(endingIn: ".log"))
    }
}
