import KafkaLog
import KafkaRecords
import Testing

@Suite struct CompactionTests {
    /// Records of a few keys, in batches of one to three, with the offsets that they got.
    private func fill(_ log: PartitionLog, count: Int = 300, keys: Int = 7) throws -> [KeyedRecord] {
        var all: [KeyedRecord] = []
        var number = 0
        while number < count {
            let size = number % 3 + 1
            let records = (number..<number + size).map {
                KeyedRecord(key: "key \($0 * $0 % keys)", value: "value \($0)")
            }
            let first = try log.append(batch(records), now: 1).baseOffset
            for (index, record) in records.enumerated() {
                all.append(KeyedRecord(offset: first + Int64(index), key: record.key, value: record.value))
            }
            number += size
        }
        try log.sync()
        return all
    }

    /// What compaction may leave of records: the newest of each key before `end`, and all that follow.
    private func compacted(_ records: [KeyedRecord], before end: Int64) -> [KeyedRecord] {
        var newest: [String?: Int64] = [:]
        for record in records where record.offset < end { newest[record.key] = record.offset }
        return records.filter { $0.offset >= end || newest[$0.key] == $0.offset }
    }

    /// Where the segment that is being written begins.
    private func activeOffset(_ directory: TemporaryDirectory) throws -> Int64 {
        try #require(try directory.names(endingIn: ".log").last.flatMap { Int64($0.prefix(20)) })
    }

    @Test func `the newest record of each key stays, with its offset, and everything that is not closed yet`()
        throws
    {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .compacted)
        let all = try fill(log)
        let end = try activeOffset(directory)
        let result = try #require(try log.clean(now: 5))
        #expect(result.segmentsBefore > 5 && result.segmentsAfter == 1)
        #expect(result.bytesAfter < result.bytesBefore / 4)
        let expected = compacted(all, before: end)
        #expect(try log.keyedRecords() == expected)
        #expect(log.endOffset == Int64(all.count) && log.startOffset == 0)
        #expect(try log.clean(now: 5) == nil)
        // From wherever a reader comes, it finds what follows.
        for offset in 0...log.endOffset {
            #expect(
                try log.keyedRecords(from: offset, maximumBytes: 1) == expected.filter { $0.offset >= offset }
            )
        }
        for isClean in [false, true] {
            if isClean { log.close() }
            let again = try openLog(directory, .compacted)
            #expect(try again.keyedRecords() == expected)
            #expect(try again.clean(now: 5) == nil)
        }
        #expect(try directory.names(endingIn: ".swap") == [])
    }

    @Test func `what is written later is compacted later, together with what was before`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .compacted)
        var all: [KeyedRecord] = []
        for round in 0..<4 {
            all += try fill(log, count: 100 + 10 * round)
            _ = try log.clean(now: 5)
            #expect(try log.keyedRecords() == compacted(all, before: try activeOffset(directory)))
        }
        #expect(try directory.names(endingIn: ".log").count <= 3)
    }

    @Test func `a pass that may look at few keys leaves the others to the next`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration.compacted
        configuration.minimumDirtyRatio = 0
        let log = try openLog(directory, configuration)
        let all = try fill(log)
        let end = try activeOffset(directory)
        var passes = 0
        while try log.clean(now: 5, keys: 2) != nil {
            passes += 1
            // Never too much.
            let left = Set(try log.keyedRecords().map(\.offset))
            #expect(left.isSuperset(of: compacted(all, before: end).map(\.offset)))
        }
        #expect(passes > 3)
        // Batches with more keys than the pass had room for are passed over.
        let big = try TemporaryDirectory()
        let other = try openLog(big, configuration)
        let same = try fill(other)
        while try other.clean(now: 5, keys: 7) != nil {}
        #expect(try other.keyedRecords() == compacted(same, before: end))
    }

    @Test func `a topic that is not compacted is left alone`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let all = try fill(log)
        #expect(try log.clean(now: 5) == nil)
        #expect(try log.keyedRecords() == all)
    }

    @Test func `a tombstone outlives what it deletes, for its time`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .compacted)
        func write(_ key: String, _ value: String?, now: Int64) throws {
            try log.append(batch([KeyedRecord(key: key, value: value)], timestamp: now), now: now)
        }
        func tombstones() throws -> [KeyedRecord] { try log.keyedRecords().filter { $0.value == nil } }
        try write("gone", "old", now: 10)
        try write("gone", nil, now: 20)
        _ = try fill(log)
        _ = try log.clean(now: 5_000)
        let gone = KeyedRecord(offset: 1, key: "gone", value: nil)
        #expect(try log.keyedRecords().first == gone)
        // Its own time is as it was, though its batch says now until when it is kept.
        #expect(try log.offset(forTimestamp: 15)?.timestamp == 20)
        _ = try fill(log)
        _ = try log.clean(now: 5_999)
        #expect(try tombstones() == [gone])
        _ = try fill(log)
        _ = try log.clean(now: 6_000)
        #expect(try tombstones() == [])
    }

    @Test func `records that nobody can look into stay, and the tombstones behind them`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .compacted)
        // As a producer would compress it; nobody here reads it.
        let hidden = batch([KeyedRecord(key: "key 1", value: "hidden")], attributes: 4)
        try log.append(hidden, now: 1)
        try log.append(batch([KeyedRecord(key: nil, value: "no key")]), now: 1)
        try log.append(batch([KeyedRecord(key: "gone", value: nil)]), now: 1)
        for now: Int64 in [5, 5_000, 50_000] {
            _ = try fill(log)
            _ = try log.clean(now: now)
        }
        let left = try log.keyedRecords()
        #expect(left.prefix(2).map(\.offset) == [1, 2] && left[1].key == "gone")
        let slice = try log.read(from: 0, maximumBytes: 1)
        #expect(try slice.bytes().count == hidden.count)
    }

    @Test func `aborted records hide nothing and go, and what is open waits`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .compacted)
        func write(_ producer: Int64, _ value: String, _ sequence: Int32) throws {
            try log.append(
                batch(
                    [KeyedRecord(key: "k", value: value)], producer: producer, sequence: sequence,
                    attributes: 0x10),
                now: 1)
        }
        func end(_ producer: Int64, _ marker: TransactionMarker) throws {
            try log.append(marker.batch(producerID: producer, producerEpoch: 0, timestamp: 1), now: 1)
        }
        try write(1, "older", 0)
        try write(1, "committed", 1)
        try end(1, .commit)
        try write(2, "aborted", 0)
        try end(2, .abort)
        _ = try fill(log)
        try write(3, "open", 0)
        let open = log.endOffset - 1
        _ = try fill(log)
        _ = try log.clean(now: 5)
        let values = try log.keyedRecords().filter { $0.key == "k" }.map(\.value)
        #expect(values == ["committed", "open"])
        // Behind the open one everything is there.
        #expect(try log.keyedRecords(from: open).count == 301)
        try end(3, .abort)
        _ = try fill(log)
        _ = try log.clean(now: 5)
        #expect(try log.keyedRecords().filter { $0.key == "k" }.map(\.value) == ["committed"])
        // Who reads committed records is still told of them, and loses nothing by it.
        let slice = try log.read(from: 0, maximumBytes: 1 << 20, upTo: .lastStableOffset)
        #expect(slice.aborted.allSatisfy { $0.producerID == 2 || $0.producerID == 3 })
    }

    @Test func `a producer's last sequence number is found again, though its records are outdated`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .compacted)
        for number: Int32 in 0..<20 {
            let records = [KeyedRecord(key: "key 0", value: "\(number)")]
            try log.append(batch(records, producer: 9, sequence: number), now: 1)
        }
        _ = try fill(log)
        #expect(try #require(try log.clean(now: 5)).bytesAfter > 0)
        #expect(try log.keyedRecords().first?.offset ?? 0 >= 20)
        // As if no snapshot had been written.
        let copy = try TemporaryDirectory()
        try directory.copyFiles(to: copy)
        for name in try copy.names(endingIn: ".producers") {
            try PosixFileSystem().remove("\(copy.path)/\(name)")
        }
        let again = try openLog(copy, .compacted)
        let records = [KeyedRecord(key: "key 0", value: "next")]
        #expect(throws: LogError.outOfOrderSequence(producerID: 9, expected: 20, found: 21)) {
            try again.append(batch(records, producer: 9, sequence: 21), now: 1)
        }
        #expect(try !again.append(batch(records, producer: 9, sequence: 20), now: 1).isDuplicate)
    }

    @Test func `old segments of a topic that is compacted and deleted from go by age`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration.compacted
        configuration.cleanupPolicy = .compactAndDelete
        configuration.retentionMilliseconds = 10_000
        let log = try openLog(directory, configuration)
        _ = try fill(log)
        _ = try log.clean(now: 5)
        #expect(try log.applyRetention(now: 5_000) == 0)
        #expect(try log.applyRetention(now: 50_000) > 0)
        #expect(log.startOffset == log.endOffset)
    }

    @Test func `what cannot be read is not compacted`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .compacted)
        _ = try fill(log)
        let name = try #require(try directory.names(endingIn: ".log").dropFirst().first)
        var bytes = try directory.read(name)
        bytes[bytes.count / 2] ^= 1
        try directory.write(bytes, to: name)
        let error = #expect(throws: LogError.self) { try log.clean(now: 5) }
        guard case .corrupt = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try directory.read(name) == bytes)
        #expect(try directory.names(endingIn: ".cleaned") == [])
    }
}
