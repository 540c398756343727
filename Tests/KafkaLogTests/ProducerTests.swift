import KafkaLog
import KafkaRecords
import Testing

@Suite struct ProducerTests {
    private func send(
        _ log: PartitionLog, _ values: [String], producer: Int64 = 7, epoch: Int16 = 0, sequence: Int32
    ) throws(LogError) -> AppendResult {
        try log.append(batch(values, producer: producer, epoch: epoch, sequence: sequence), now: 1000)
    }

    @Test func `a repeated batch is answered with its first offsets, and stored once`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        let first = try send(log, ["a", "b"], sequence: 0)
        _ = try send(log, ["c"], sequence: 2)
        let again = try send(log, ["a", "b"], sequence: 0)
        #expect(!first.isDuplicate)
        #expect(again.isDuplicate)
        #expect(again.baseOffset == 0)
        #expect(again.lastOffset == 1)
        #expect(log.endOffset == 3)
    }

    @Test func `each of the last five batches can come again, and an older one is known to be old`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        for number in 0..<8 { _ = try send(log, ["\(number)"], sequence: Int32(number)) }
        for number in 3..<8 {
            #expect(try send(log, ["\(number)"], sequence: Int32(number)).baseOffset == Int64(number))
        }
        #expect(throws: LogError.duplicateSequence(producerID: 7, sequence: 2)) {
            try send(log, ["2"], sequence: 2)
        }
        #expect(log.endOffset == 8)
    }

    @Test func `a gap, and a batch that was cut differently, are out of order`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        _ = try send(log, ["a", "b"], sequence: 0)
        #expect(throws: LogError.outOfOrderSequence(producerID: 7, expected: 2, found: 3)) {
            try send(log, ["d"], sequence: 3)
        }
        #expect(throws: LogError.outOfOrderSequence(producerID: 7, expected: 2, found: 1)) {
            try send(log, ["b"], sequence: 1)
        }
        #expect(throws: LogError.outOfOrderSequence(producerID: 7, expected: 2, found: 0)) {
            try send(log, ["a"], sequence: 0)
        }
        #expect(try send(log, ["c"], sequence: 2).baseOffset == 2)
    }

    @Test func `a new epoch starts at zero and fences the old one`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        _ = try send(log, ["a"], sequence: 0)
        #expect(throws: LogError.outOfOrderSequence(producerID: 7, expected: 0, found: 1)) {
            try send(log, ["b"], epoch: 1, sequence: 1)
        }
        _ = try send(log, ["b"], epoch: 1, sequence: 0)
        #expect(throws: LogError.fencedProducer(producerID: 7, epoch: 0, current: 1)) {
            try send(log, ["c"], sequence: 1)
        }
        #expect(try send(log, ["b"], epoch: 1, sequence: 0).isDuplicate)
    }

    @Test func `sequences go on at zero after the largest`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        _ = try send(log, ["a", "b", "c"], sequence: Int32.max - 1)
        #expect(throws: LogError.outOfOrderSequence(producerID: 7, expected: 1, found: 2)) {
            try send(log, ["e"], sequence: 2)
        }
        _ = try send(log, ["d"], sequence: 1)
        #expect(try send(log, ["a", "b", "c"], sequence: Int32.max - 1).baseOffset == 0)
    }

    @Test func `producers do not disturb each other`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        for number in 0..<5 {
            for producer in 1...3 as ClosedRange<Int64> {
                _ = try send(log, ["x"], producer: producer, sequence: Int32(number))
            }
        }
        #expect(try send(log, ["x"], producer: 2, sequence: 1).baseOffset == 4)
    }

    @Test func `batches of one append follow each other in sequence, and come again together`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        let pair =
            batch(["a"], producer: 7, epoch: 0, sequence: 0)
            + batch(["b"], producer: 7, epoch: 0, sequence: 1)
        #expect(try log.append(pair, now: 0).lastOffset == 1)
        let again = try log.append(pair, now: 0)
        #expect(again.isDuplicate)
        #expect(again.baseOffset == 0)
        #expect(again.lastOffset == 1)
        let mixed =
            batch(["b"], producer: 7, epoch: 0, sequence: 1)
            + batch(["c"], producer: 7, epoch: 0, sequence: 2)
        #expect(throws: LogError.self) { try log.append(mixed, now: 0) }
        #expect(log.endOffset == 2)
    }

    @Test(arguments: [true, false])
    func `what is known of producers survives a stop`(isClean: Bool) throws {
        let directory = try TemporaryDirectory()
        do {
            let log = try openLog(directory, .small)
            for number in 0..<60 { _ = try send(log, ["value \(number)"], sequence: Int32(number)) }
            _ = try send(log, ["z"], producer: 8, epoch: 3, sequence: 0)
            try log.sync()
            if isClean { log.close() }
        }
        let log = try openLog(directory, .small)
        #expect(try send(log, ["value 57"], sequence: 57).baseOffset == 57)
        #expect(throws: LogError.outOfOrderSequence(producerID: 7, expected: 60, found: 61)) {
            try send(log, ["x"], sequence: 61)
        }
        #expect(throws: LogError.fencedProducer(producerID: 8, epoch: 2, current: 3)) {
            try send(log, ["x"], producer: 8, epoch: 2, sequence: 1)
        }
        #expect(try send(log, ["y"], sequence: 60).baseOffset == 61)
    }

    @Test func `damaged snapshots cost a longer recovery, not the knowledge`() throws {
        let directory = try TemporaryDirectory()
        do {
            let log = try openLog(directory, .small)
            for number in 0..<60 { _ = try send(log, ["value \(number)"], sequence: Int32(number)) }
            log.close()
        }
        let names = try directory.names(endingIn: ".producers")
        #expect(names.count == 3)
        for name in names.reversed() {
            var bytes = try directory.read(name)
            bytes[bytes.count / 2] ^= 1
            try directory.write(bytes, to: name)
            let log = try openLog(directory, .small)
            #expect(try send(log, ["value 58"], sequence: 58).baseOffset == 58)
            #expect(try log.values().count == 60)
        }
    }

    @Test func `a silent producer is forgotten in time, and never before`() {
        var table = ProducerTable()
        func header(_ producer: Int64) -> RecordBatchHeader? {
            batch(["a"], producer: producer, epoch: 0, sequence: 0).withUnsafeBytes {
                try? RecordBatchHeader(parsing: $0)
            }
        }
        for (producer, time) in [(1, 100), (2, 200), (3, 0)] as [(Int64, Int64)] {
            if let header = header(producer) { table.record(header, now: time) }
        }
        table.forget(silentSince: 150, now: 300)
        #expect(Set(table.producers.keys) == [2, 3])
        table.forget(silentSince: 250, now: 400)
        #expect(Set(table.producers.keys) == [3])
        table.forget(silentSince: 301, now: 500)
        #expect(table.producers.isEmpty)
    }

    @Test func `the table stays within its bound`() {
        var table = ProducerTable()
        var bytes = batch(["a"], producer: 1, epoch: 0, sequence: 0)
        for producer in 0..<Int64(ProducerTable.maximumProducers + 10) {
            bytes.withUnsafeMutableBytes { $0.store(int64: producer, at: 43) }
            if let header = bytes.withUnsafeBytes({ try? RecordBatchHeader(parsing: $0) }) {
                table.record(header, now: producer + 1)
            }
        }
        #expect(table.producers.count <= ProducerTable.maximumProducers)
        #expect(table.producers[0] == nil)
        #expect(table.producers[Int64(ProducerTable.maximumProducers)] != nil)
    }

    @Test func `a snapshot is read as it was written, and refused with any byte changed or missing`() throws {
        var table = ProducerTable()
        for (producer, sequence) in [(1, 0), (1, 1), (2, 5), (3, 9)] as [(Int64, Int32)] {
            let bytes = batch(["a"], producer: producer, epoch: 4, sequence: sequence)
            table.record(try bytes.withUnsafeBytes { try RecordBatchHeader(parsing: $0) }, now: 77)
        }
        let bytes = ProducerSnapshot.encode(table, offset: 1234)
        let decoded = try #require(ProducerSnapshot.decode(bytes))
        #expect(decoded.table == table)
        #expect(decoded.offset == 1234)
        for position in bytes.indices {
            var damaged = bytes
            damaged[position] ^= 0x10
            let isRefused = ProducerSnapshot.decode(damaged) == nil
            #expect(isRefused)
            let isCutRefused = ProducerSnapshot.decode(Array(bytes[..<position])) == nil
            #expect(isCutRefused)
        }
    }
}
