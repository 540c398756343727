import KafkaLog
import KafkaRecords
import Testing

@Suite struct TransactionTests {
    private func transactional(_ producer: Int64, _ values: [String], sequence: Int32) -> [UInt8] {
        batch(values, producer: producer, epoch: 0, sequence: sequence, attributes: 0x10)
    }

    private func append(_ log: PartitionLog, _ producer: Int64, _ values: String..., sequence: Int32 = 0)
        throws
    {
        try log.append(transactional(producer, values, sequence: sequence), now: 1)
    }

    private func end(_ log: PartitionLog, _ producer: Int64, _ marker: TransactionMarker) throws {
        try log.append(marker.batch(producerID: producer, producerEpoch: 0, timestamp: 1), now: 1)
    }

    /// 0 open, 1 committed, 2 aborted, one after the other and through each other.
    private func filled(_ directory: TemporaryDirectory, _ configuration: LogConfiguration = .small) throws
        -> PartitionLog
    {
        let log = try openLog(directory, configuration)
        try log.append("plain")  // 0
        try append(log, 1, "a", "b")  // 1, 2
        try append(log, 2, "x")  // 3
        try end(log, 1, .commit)  // 4
        try append(log, 3, "open")  // 5
        try end(log, 2, .abort)  // 6
        try log.append("behind")  // 7
        try log.sync()
        return log
    }

    @Test func `a marker has Kafka's bytes`() throws {
        for (marker, type) in [(TransactionMarker.abort, UInt8(0)), (.commit, 1)] {
            let bytes = marker.batch(producerID: 7, producerEpoch: 2, timestamp: 5)
            try bytes.withUnsafeBytes { bytes in
                let header = try RecordBatchHeader.validated(bytes)
                #expect(header.attributes.isControl && header.attributes.isTransactional)
                #expect(header.producerID == 7 && header.producerEpoch == 2 && header.baseSequence == -1)
                var reader = try RecordReader(header: header, batch: bytes)
                let record = try #require(try reader.next())
                #expect(record.key.map(Array.init) == [0, 0, 0, type])
                #expect(record.value.map(Array.init) == [0, 0, 0, 0, 0, 0])
                #expect(TransactionMarker(header, batch: bytes) == marker)
            }
        }
        try batch(["a"]).withUnsafeBytes { bytes in
            let header = try RecordBatchHeader.validated(bytes)
            #expect(TransactionMarker(header, batch: bytes) == nil)
        }
    }

    @Test func `committed records are read up to the oldest open transaction, whole batches alone`() throws {
        let directory = try TemporaryDirectory()
        let log = try filled(directory)
        #expect(log.lastStableOffset == 5)
        for maximum in [1, 150, 1 << 20] {
            var offset: Int64 = 0
            while true {
                let slice = try log.read(from: offset, maximumBytes: maximum, upTo: .lastStableOffset)
                if slice.isEmpty { break }
                let last = try #require(try slice.records().last?.offset)
                #expect(last < 5 && last < slice.nextOffset)
                offset = last + 1
            }
            #expect(offset == 5)
        }
        try end(log, 3, .commit)
        // Not durable yet: nobody may rely on it.
        #expect(log.lastStableOffset == 8)
        try log.sync()
        #expect(log.lastStableOffset == 9)
        #expect(try log.abortedTransactions(from: 0, before: 9).map(\.producerID) == [2])
        #expect(try log.abortedTransactions(from: 6, before: 9).map(\.firstOffset) == [3])
        #expect(try log.abortedTransactions(from: 7, before: 9) == [])
        #expect(try log.abortedTransactions(from: 0, before: 3) == [])
    }

    @Test(arguments: [true, false])
    func `transactions are known again after a restart, after a crash too`(_ isClean: Bool) throws {
        let directory = try TemporaryDirectory()
        let log = try filled(directory)
        let place = isClean ? directory : try TemporaryDirectory()
        if isClean { log.close() } else { try directory.copyFiles(to: place) }
        let again = try openLog(place, .small)
        #expect(again.lastStableOffset == 5)
        #expect(try again.abortedTransactions(from: 0, before: 8).map(\.lastOffset) == [6])
        try end(again, 3, .abort)
        try again.sync()
        #expect(again.lastStableOffset == 9)
        again.close()
        let third = try openLog(place, .small)
        #expect(third.lastStableOffset == 9)
        #expect(try third.abortedTransactions(from: 0, before: 9).map(\.producerID) == [2, 3])
    }

    @Test func `an open transaction holds readers back also in segments that are closed`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        for number in 0..<40 { try log.append("before \(number)") }
        try append(log, 1, "open")
        for number in 0..<200 { try log.append("after \(number)") }
        try log.sync()
        #expect(try directory.names(endingIn: ".log").count > 3)
        #expect(log.lastStableOffset == 40)
        let expected = (0..<40).map { "before \($0)" }
        #expect(try log.values(upTo: .lastStableOffset) == expected)
        log.close()
        let again = try openLog(directory, .small)
        #expect(try again.values(upTo: .lastStableOffset) == expected)
        try end(again, 1, .commit)
        try again.sync()
        #expect(again.lastStableOffset == 242)
    }

    @Test func `a failed sync takes back a marker, and the transaction is open again`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        try append(log, 1, "a")
        try log.sync()
        try end(log, 1, .abort)
        system.set { $0.failingSyncs = 1 }
        #expect(throws: LogError.self) { try log.sync() }
        #expect(log.lastStableOffset == 0)
        #expect(try log.abortedTransactions(from: 0, before: 9) == [])
        try end(log, 1, .commit)
        try log.sync()
        #expect(log.lastStableOffset == 2)
    }

    @Test func `a transaction ends whatever its producer has sent, and epochs never fall`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        try append(log, 1, "a")
        // Outside of its transaction, with the last epoch there is.
        let stray = batch(["b"], producer: 1, epoch: .max, sequence: 0)
        #expect(throws: LogError.notTransactional(producerID: 1)) { try log.append(stray, now: 1) }
        let raised = batch(["c"], producer: 1, epoch: 5, sequence: 0, attributes: 0x10)
        try log.append(raised, now: 1)
        try end(log, 1, .commit)
        try log.sync()
        #expect(log.lastStableOffset == 3)
        #expect(throws: LogError.fencedProducer(producerID: 1, epoch: 0, current: 5)) {
            try append(log, 1, "d", sequence: 1)
        }
        #expect(try log.append(raised, now: 1).isDuplicate)
    }

    @Test func `a marker may be larger than the batches of the topic`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration.small
        configuration.maximumBatchBytes = 70
        let log = try openLog(directory, configuration)
        try append(log, 1, "a")
        let bytes = TransactionMarker.commit.batch(producerID: 1, producerEpoch: 0, timestamp: 1).count
        #expect(bytes > 70)
        try end(log, 1, .commit)
        try log.sync()
        #expect(log.lastStableOffset == 2)
    }

    @Test func `aborted transactions are forgotten with their records`() throws {
        let directory = try TemporaryDirectory()
        let log = try filled(directory)
        #expect(try log.deleteRecords(before: 6) == 6)
        #expect(try log.abortedTransactions(from: 0, before: 9).count == 1)
        #expect(try log.deleteRecords(before: 7) == 7)
        #expect(try log.abortedTransactions(from: 0, before: 9) == [])
        // What is open and begins before the log does holds nobody back from what there is no more.
        #expect(log.lastStableOffset == 7)
    }

    @Test func `snapshots hold the transactions, and those of before are read`() throws {
        var table = ProducerTable()
        let header = try transactional(4, ["a"], sequence: 0).withUnsafeBytes {
            try RecordBatchHeader(parsing: $0)
        }
        // Without transactions a snapshot is what it was.
        let plain = ProducerSnapshot.encode(table, offset: 3)
        #expect(Array(plain[4..<8]) == [0, 0, 0, 1])
        #expect(ProducerSnapshot.decode(plain)?.table == table)
        table.record(header, now: 5)
        let aborted = [TransactionTable.Aborted(producerID: 9, firstOffset: 1, lastOffset: 2)]
        table = ProducerTable(table.producers, TransactionTable(open: [4: 0, 5: 6], aborted: aborted))
        let bytes = ProducerSnapshot.encode(table, offset: 3)
        #expect(Array(bytes[4..<8]) == [0, 0, 0, 2])
        let decoded = try #require(ProducerSnapshot.decode(bytes))
        #expect(decoded.table == table && decoded.offset == 3)
        for count in 0..<bytes.count { #expect(ProducerSnapshot.decode(Array(bytes.prefix(count))) == nil) }
    }
}
