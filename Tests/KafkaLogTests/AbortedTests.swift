import KafkaLog
import KafkaRecords
import Testing

@Suite struct AbortedTests {
    private typealias Aborted = TransactionTable.Aborted

    /// Transactions of several producers through each other, every third one committed.
    /// - Returns: those that were aborted.
    private func fill(_ log: PartitionLog, count: Int = 60) throws -> [Aborted] {
        var aborted: [Aborted] = []
        var open: [(producer: Int64, first: Int64)] = []
        for number in 0..<count {
            let producer = Int64(number)
            let first = try log.append(
                batch(["value \(number)"], producer: producer, epoch: 0, sequence: 0, attributes: 0x10),
                now: 1)
            open.append((producer, first.baseOffset))
            while open.count > 4 || (number == count - 1 && !open.isEmpty) {
                let next = open.removeFirst()
                let marker: TransactionMarker = next.producer % 3 == 0 ? .commit : .abort
                let end = try log.append(
                    marker.batch(producerID: next.producer, producerEpoch: 0, timestamp: 1), now: 1)
                guard marker == .abort else { continue }
                aborted.append(
                    Aborted(
                        producerID: next.producer, firstOffset: next.first, lastOffset: end.baseOffset))
            }
        }
        try log.sync()
        return aborted
    }

    private func check(_ log: PartitionLog, _ all: [Aborted]) throws {
        for start in stride(from: log.startOffset, to: log.endOffset, by: 7) {
            for end in [start + 1, start + 20, log.endOffset] {
                let expected = all.filter { $0.lastOffset >= start && $0.firstOffset < end }
                #expect(try log.abortedTransactions(from: start, before: end) == expected)
            }
            let slice = try log.read(from: start, maximumBytes: 300, upTo: .lastStableOffset)
            #expect(
                slice.aborted
                    == all.filter { $0.lastOffset >= start && $0.firstOffset < slice.nextOffset })
        }
    }

    @Test func `every slice has the aborted transactions of its range, across segments and restarts`() throws
    {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let aborted = try fill(log)
        let files = try directory.names(endingIn: ".aborted").count
        #expect(files > 3)
        try check(log, aborted)
        let copy = try TemporaryDirectory()
        try directory.copyFiles(to: copy)
        try check(openLog(copy, .small), aborted)
        log.close()
        let again = try openLog(directory, .small)
        try check(again, aborted)
        // Memory and snapshots have those of the segment that is being written, and no others.
        let snapshot = try #require(try directory.names(endingIn: ".producers").last)
        let kept = try #require(ProducerSnapshot.decode(directory.read(snapshot))?.table.transactions.aborted)
        #expect(kept.count < aborted.count / 4)
    }

    @Test func `the list of a slice stays what it was, whatever is deleted then`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let aborted = try fill(log)
        let slice = try log.read(from: 0, maximumBytes: 1 << 20, upTo: .lastStableOffset)
        _ = try log.deleteRecords(before: log.endOffset)
        #expect(try log.abortedTransactions(from: 0, before: log.endOffset) == [])
        #expect(slice.aborted == aborted.filter { $0.firstOffset < slice.nextOffset })
        #expect(try directory.names(endingIn: ".aborted") == [])
    }

    @Test func `a directory of the first format gets its lists from the snapshot`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let aborted = try fill(log)
        log.close()
        for suffix in [".aborted", ".producers"] {
            for name in try directory.names(endingIn: suffix) {
                try PosixFileSystem().remove("\(directory.path)/\(name)")
            }
        }
        let table = ProducerTable([:], TransactionTable(aborted: aborted))
        let end = log.endOffset
        let digits = String(repeating: "0", count: 20 - "\(end)".count) + "\(end)"
        try directory.write(ProducerSnapshot.encode(table, offset: end), to: "\(digits).producers")
        let again = try openLog(directory, .small)
        #expect(try directory.names(endingIn: ".aborted").count > 3)
        try check(again, aborted)
    }

    @Test func `a damaged list is made again from the segments`() throws {
        let directory = try TemporaryDirectory()
        let aborted: [Aborted]
        do {
            let log = try openLog(directory, .small)
            aborted = try fill(log)
            log.close()
        }
        for name in try directory.names(endingIn: ".aborted") {
            var bytes = try directory.read(name)
            bytes[bytes.count / 2] ^= 1
            try directory.write(bytes, to: name)
        }
        let told = CollectedLog()
        let again = try openLog(directory, .small, logger: told.logger)
        try check(again, aborted)
        #expect(told.text.contains("a list of aborted transactions is damaged, and is made again"))
        // Damaged while it is in use: nobody is told too little.
        let name = try #require(try directory.names(endingIn: ".aborted").first)
        try directory.write([1, 2, 3], to: name)
        #expect(throws: LogError.self) {
            try again.read(from: 0, maximumBytes: 1 << 20, upTo: .lastStableOffset)
        }
        #expect(try !again.read(from: 0, maximumBytes: 1).isEmpty)
    }

    @Test func `so many aborted transactions begin a new segment`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration()
        configuration.segmentBytes = 1 << 30
        let log = try openLog(directory, configuration)
        var bytes: [UInt8] = []
        for number: Int32 in 0..<17_000 {
            bytes += batch(["x"], producer: 1, epoch: 0, sequence: number, attributes: 0x10)
            bytes += TransactionMarker.abort.batch(producerID: 1, producerEpoch: 0, timestamp: 1)
            guard number % 500 == 499 else { continue }
            try log.append(bytes, now: 1)
            bytes = []
        }
        try log.sync()
        #expect(try directory.names(endingIn: ".log").count == 2)
        #expect(try log.abortedTransactions(from: 0, before: .max).count == 17_000)
    }

    @Test func `a snapshot that is too large costs a longer recovery, not the start`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let aborted = try fill(log)
        log.close()
        for name in try directory.names(endingIn: ".producers") {
            // Sparse: it takes no room.
            try PosixFileSystem().open("\(directory.path)/\(name)", create: false).truncate(to: 257 << 20)
        }
        try check(openLog(directory, .small), aborted)
    }

    @Test func `behind damage nothing that is undecided is read as committed`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        for number in 0..<4 { try log.append("before \(number)") }
        try log.append(batch(["open"], producer: 1, epoch: 0, sequence: 0, attributes: 0x10), now: 1)
        for number in 0..<60 { try log.append("after \(number)") }
        try log.sync()
        #expect(log.lastStableOffset == 4)
        log.close()
        // The second batch's length goes, and the index with it.
        let first = try #require(try directory.names(endingIn: ".log").first)
        var bytes = try directory.read(first)
        let second = try bytes.withUnsafeBytes { try RecordBatchHeader(parsing: $0).totalBytes }
        bytes[second + 8] = 0xFF
        try directory.write(bytes, to: first)
        try PosixFileSystem().remove("\(directory.path)/\(first.dropLast(4)).index")
        let again = try openLog(directory, .small)
        #expect(again.lastStableOffset == 4)
        let slice = try again.read(from: 0, maximumBytes: 1 << 20, upTo: .lastStableOffset)
        #expect(slice.byteCount == second)
    }
}
