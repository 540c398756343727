import KafkaLog
import Testing

@Suite struct TimestampTests {
    @Test func `the first record at or after a time is found, in whichever segment`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small, fileSystem: FaultyFileSystem())
        // Batches of two records: 1000, 1001, 1010, 1011, …
        for number in 0..<100 { try log.append("a", "b", timestamp: 1000 + Int64(number) * 10) }
        try log.sync()
        #expect(try log.offset(forTimestamp: 0) == .init(offset: 0, timestamp: 1000, isExact: true))
        for number in 0..<100 {
            let time = 1000 + Int64(number) * 10
            let offset = Int64(number) * 2
            #expect(
                try log.offset(forTimestamp: time) == .init(offset: offset, timestamp: time, isExact: true))
            #expect(
                try log.offset(forTimestamp: time + 1)
                    == .init(offset: offset + 1, timestamp: time + 1, isExact: true))
        }
        #expect(try log.offset(forTimestamp: 1992) == nil)
        #expect(try log.offsetOfMaximumTimestamp() == .init(offset: 199, timestamp: 1991, isExact: true))
    }

    @Test func `times that jump back and forth are searched as Kafka does, from the front`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small, fileSystem: FaultyFileSystem())
        var generator = SeededGenerator(seed: 5)
        var times: [Int64] = []
        for _ in 0..<200 {
            times.append(.random(in: 0..<1000, using: &generator))
            try log.append("x", timestamp: times[times.count - 1])
        }
        try log.sync()
        for time in 0..<1001 as Range<Int64> {
            #expect(
                try log.offset(forTimestamp: time)?.offset == times.firstIndex { $0 >= time }.map(Int64.init))
        }
        #expect(try log.offsetOfMaximumTimestamp()?.timestamp == times.max())
    }

    @Test func `a compressed batch is answered with its first offset, and says so`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        try log.append("a", timestamp: 100)
        try log.append(batch(["b", "c", "d"], timestamp: 200, attributes: 4), now: 0)
        try log.sync()
        #expect(try log.offset(forTimestamp: 201) == .init(offset: 1, timestamp: 202, isExact: false))
    }

    @Test func `records that are not durable, or deleted, are not found`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        try log.append("a", "b", "c", timestamp: 100)
        #expect(try log.offset(forTimestamp: 0) == nil)
        #expect(try log.offsetOfMaximumTimestamp() == nil)
        try log.sync()
        try log.append("d", timestamp: 200)
        #expect(try log.offset(forTimestamp: 150) == nil)
        _ = try log.deleteRecords(before: 2)
        #expect(try log.offset(forTimestamp: 0)?.offset == 2)
    }
}
