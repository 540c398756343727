import KafkaLog
import KafkaRecords
import Testing

@Suite struct CompactionCrashTests {
    /// Three rounds of records with few keys; before the last, a pass has run.
    private func fill(_ log: PartitionLog) throws {
        for round in 0..<3 {
            if round == 2 { _ = try log.clean(now: 5) }
            for number in 0..<60 {
                let record = KeyedRecord(key: "key \(number % 5)", value: "value \(round) \(number)")
                try log.append(batch([record]), now: 1)
            }
        }
        try log.sync()
    }

    /// What must be there: the newest of each key; and what must be as it was: the offsets.
    private func check(_ log: PartitionLog, _ comment: Comment) throws {
        #expect(log.endOffset == 180, comment)
        let left = try log.keyedRecords()
        #expect(left.map(\.offset) == left.map(\.offset).sorted(), comment)
        for record in left {
            let (round, number) = (record.offset / 60, record.offset % 60)
            #expect(record.value == "value \(round) \(number)", comment)
        }
        #expect(left.suffix(5).map(\.offset) == [175, 176, 177, 178, 179], comment)
    }

    @Test func `a process that dies at any step of a pass loses no newest record, and no offset`() throws {
        var steps = 0
        var isComplete = false
        while !isComplete {
            let directory = try TemporaryDirectory()
            let system = FaultyFileSystem()
            let log = try openLog(directory, .compacted, fileSystem: system)
            try fill(log)
            let bytes = log.byteCount
            system.set { $0.stepsToCrash = steps }
            let result = try? log.clean(now: 5)
            isComplete = system.faults.withLock { $0.stepsToCrash ?? 0 > 0 }
            if isComplete { #expect(result != nil) }
            let again = try openLog(directory, .compacted)
            try check(again, "step \(steps)")
            #expect(try directory.names(endingIn: ".swap") + directory.names(endingIn: ".cleaned") == [])
            // It goes on where it was, and comes to the same end.
            _ = try again.clean(now: 5)
            try check(again, "step \(steps), again")
            #expect(again.byteCount < bytes)
            #expect(try again.append(batch([KeyedRecord(key: "k", value: "v")]), now: 1).baseOffset == 180)
            steps += 1
        }
        #expect(steps > 10)
    }

    @Test func `a disk that fails at any step leaves a log that goes on`() throws {
        for step in 0..<25 {
            let directory = try TemporaryDirectory()
            let system = FaultyFileSystem()
            let log = try openLog(directory, .compacted, fileSystem: system)
            try fill(log)
            system.set { $0.stepsToCrash = step }
            _ = try? log.clean(now: 5)
            system.set { $0.stepsToCrash = nil }
            try log.append(batch([KeyedRecord(key: "k", value: "v")]), now: 1)
            try log.sync()
            _ = try log.clean(now: 5)
            #expect(log.endOffset == 181)
            log.close()
            let again = try openLog(directory, .compacted)
            #expect(again.endOffset == 181)
            let newest = try again.keyedRecords().suffix(6).map(\.offset)
            #expect(newest == [175, 176, 177, 178, 179, 180], "step \(step)")
        }
    }

    @Test func `a power cut during a pass loses no newest record`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let directory = try TemporaryDirectory()
            let system = FaultyFileSystem()
            let log = try openLog(directory, .compacted, fileSystem: system)
            try fill(log)
            system.set { $0.stepsToCrash = Int.random(in: 0..<40, using: &generator) }
            _ = try? log.clean(now: 5)
            try system.disk.losePower(&generator)
            try check(openLog(directory, .compacted), "seed \(seed)")
        }
    }

    @Test func `who reads and writes during a pass notices nothing`() async throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration.compacted
        configuration.minimumDirtyRatio = 0
        let log = try openLog(directory, configuration)
        try fill(log)
        let isDone = Guarded(false)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for round in 0..<40 {
                    for number in 0..<20 {
                        let record = KeyedRecord(key: "key \(number % 5)", value: "more \(round)")
                        try log.append(batch([record]), now: 1)
                    }
                    try log.sync()
                }
                isDone.withLock { $0 = true }
            }
            tasks.addTask {
                while !isDone.withLock({ $0 }) {
                    let offsets = try log.keyedRecords(maximumBytes: 700).map(\.offset)
                    #expect(offsets == offsets.sorted())
                    #expect(Set(offsets).count == offsets.count)
                    _ = try log.offset(forTimestamp: 0)
                }
            }
            tasks.addTask {
                while !isDone.withLock({ $0 }) {
                    _ = try log.clean(now: 5)
                    await Task.yield()
                }
            }
            try await tasks.waitForAll()
        }
        #expect(log.endOffset == 980)
        #expect(try log.keyedRecords().suffix(5).map(\.offset) == [975, 976, 977, 978, 979])
    }

    @Test func `a log that is closed or deleted ends the pass first`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        _ = try data.createTopic("a", partitionCount: 1, overrides: ["cleanup.policy": "compact"])
        let log = try #require(data.partition(topic: "a", index: 0))
        try data.deleteTopic("a")
        #expect(throws: LogError.closed) { try log.clean(now: 5) }
        data.clean(now: 5)
        data.close()
    }
}
