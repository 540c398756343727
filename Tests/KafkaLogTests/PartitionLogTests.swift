import KafkaLog
import KafkaRecords
import Testing

@Suite struct PartitionLogTests {
    @Test func `records get their offsets in order, and are visible once they are durable`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        let first = try log.append("a", "b")
        let second = try log.append("c")
        #expect(first.baseOffset == 0)
        #expect(first.lastOffset == 1)
        #expect(second.baseOffset == 2)
        #expect(first.logAppendTime == -1)
        #expect(log.endOffset == 3)
        #expect(log.highWatermark == 0)
        #expect(try log.read(from: 0, maximumBytes: 1000).isEmpty)
        #expect(try log.values(upTo: .logEnd) == ["a", "b", "c"])
        try log.sync()
        #expect(log.highWatermark == 3)
        #expect(try log.values() == ["a", "b", "c"])
    }

    @Test func `several batches in one append follow each other`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        let result = try log.append(batch(["a", "b"]) + batch(["c"]) + batch(["d"]), now: 0, leaderEpoch: 5)
        #expect(result.baseOffset == 0)
        #expect(result.lastOffset == 3)
        try log.sync()
        let bytes = try log.read(from: 0, maximumBytes: 1 << 20).bytes()
        try bytes.withUnsafeBytes { bytes in
            var iterator = RecordBatchIterator(bytes)
            var headers: [RecordBatchHeader] = []
            while let batch = try iterator.next() { headers.append(batch.header) }
            #expect(headers.map(\.baseOffset) == [0, 2, 3])
            #expect(headers.map(\.partitionLeaderEpoch) == [5, 5, 5])
        }
    }

    @Test func `a slice holds whole batches within the limit, and at least one`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        let size = batch(["x"]).count
        for _ in 0..<10 { try log.append("x") }
        try log.sync()
        #expect(try log.read(from: 0, maximumBytes: 1).byteCount == size)
        #expect(try log.read(from: 0, maximumBytes: 3 * size - 1).byteCount == 2 * size)
        #expect(try log.read(from: 0, maximumBytes: 3 * size).byteCount == 3 * size)
        #expect(try log.read(from: 7, maximumBytes: 1 << 20).byteCount == 3 * size)
        #expect(try log.read(from: 7, maximumBytes: 1 << 20).baseOffset == 7)
    }

    @Test func `a read in the middle of a batch starts with that batch`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        try log.append("a", "b", "c")
        try log.append("d")
        try log.sync()
        let slice = try log.read(from: 2, maximumBytes: 10)
        #expect(slice.baseOffset == 0)
        #expect(try slice.records().map(\.value) == ["a", "b", "c"])
    }

    @Test func `offsets outside of the log are refused with what there is`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        try log.append("a", "b")
        try log.sync()
        #expect(try log.read(from: 2, maximumBytes: 10).isEmpty)
        #expect(throws: LogError.offsetOutOfRange(requested: 3, start: 0, end: 2)) {
            try log.read(from: 3, maximumBytes: 10)
        }
        #expect(throws: LogError.offsetOutOfRange(requested: -1, start: 0, end: 2)) {
            try log.read(from: -1, maximumBytes: 10)
        }
    }

    @Test func `every offset is found in many segments, with any size of slice`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let expected = (0..<200).map { "value \($0)" }
        for start in stride(from: 0, to: 200, by: 4) {
            try log.append(batch(Array(expected[start..<start + 4])), now: 0)
        }
        try log.sync()
        #expect(try directory.names(endingIn: ".log").count > 3)
        for offset in 0..<200 {
            #expect(try log.values(from: Int64(offset), maximumBytes: 700) == Array(expected[offset...]))
        }
        for size in [1, 150, 333, 999, 100_000] { #expect(try log.values(maximumBytes: size) == expected) }
    }

    @Test func `a topic with the broker's time stamps its records`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration()
        configuration.timestampType = .logAppendTime
        let log = try openLog(directory, configuration)
        let result = try log.append(batch(["a", "b"], timestamp: 5), now: 1_800_000_000_000)
        #expect(result.logAppendTime == 1_800_000_000_000)
        try log.sync()
        let bytes = try log.read(from: 0, maximumBytes: 1000).bytes()
        let header = try bytes.withUnsafeBytes { try RecordBatchHeader.validated($0) }
        #expect(header.maxTimestamp == 1_800_000_000_000)
        #expect(header.attributes.timestampType == .logAppendTime)
    }

    @Test func `an append that cannot be taken whole changes nothing`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration()
        configuration.maximumBatchBytes = 100
        let log = try openLog(directory, configuration)
        let large = batch([String(repeating: "x", count: 100)])
        #expect(throws: LogError.batchTooLarge(bytes: large.count, limit: 100)) {
            try log.append(batch(["a"]) + large, now: 0)
        }
        #expect(throws: LogError.self) { try log.append(Array(batch(["a"]).dropLast()), now: 0) }
        #expect(throws: LogError.self) { try log.append([UInt8](), now: 0) }
        #expect(log.endOffset == 0)
        try log.append("a")
        #expect(try log.values(upTo: .logEnd) == ["a"])
    }

    @Test func `a closed log says so, and a slice that was read before stays readable`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        try log.append("a")
        try log.sync()
        let slice = try log.read(from: 0, maximumBytes: 1000)
        log.close()
        #expect(throws: LogError.closed) { try log.append("b") }
        #expect(throws: LogError.closed) { try log.read(from: 0, maximumBytes: 1) }
        #expect(throws: LogError.closed) { try log.offset(forTimestamp: 0) }
        #expect(try slice.records().map(\.value) == ["a"])
    }

    @Test func `a segment is rolled when a batch is far from its first in time`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration()
        configuration.segmentMilliseconds = 1000
        let log = try openLog(directory, configuration)
        try log.append("a", timestamp: 10_000)
        try log.append("b", timestamp: 10_999)
        try log.append("c", timestamp: 11_000)
        // An old record after new ones is no reason for a new segment.
        try log.append("d", timestamp: 5)
        try log.sync()
        #expect(
            try directory.names(endingIn: ".log") == ["00000000000000000000.log", "00000000000000000002.log"])
        #expect(try log.values() == ["a", "b", "c", "d"])
    }
}
