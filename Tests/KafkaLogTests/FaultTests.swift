import KafkaLog
import KafkaRecords
import Testing

@Suite struct FaultTests {
    @Test
    func
        `a full disk fails the append at any byte, and lets the next one in once there is room`()
        throws
    {
        let size = batch(["second"]).count
        for room in 0..<size {
            let directory = try TemporaryDirectory()
            let system = FaultyFileSystem()
            let log = try openLog(directory, fileSystem: system)
            try log.append("first")
            try log.sync()
            system.set { $0.room = room }
            let error = #expect(throws: LogError.self) { try log.append("second") }
            #expect(error?.isRetriable == true)
            guard case .diskFull = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(log.endOffset == 1)
            #expect(try log.values() == ["first"])
            #expect(try directory.read("00000000000000000000.log").count == batch(["first"]).count)
            system.set { $0.room = nil }
            try log.append("third")
            try log.sync()
            #expect(try log.values() == ["first", "third"])
        }
    }

    @Test func `a disk that is full when a segment has to be rolled fails only that append`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, .small, fileSystem: system)
        var stored = 0
        for number in 0..<200 {
            system.set { $0.room = number % 3 == 0 ? number : nil }
            do {
                try log.append("value \(stored)")
                try log.sync()
                stored += 1
            } catch {
                guard case .diskFull = error else { throw error }
            }
        }
        system.set { $0.room = nil }
        #expect(stored > 100)
        #expect(try log.values() == (0..<stored).map { "value \($0)" })
        log.close()
        #expect(try openLog(directory, .small).values() == (0..<stored).map { "value \($0)" })
    }

    @Test func `writes that take only a part are gone on with`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        system.set { $0.largestWrite = 7 }
        let log = try openLog(directory, .small, fileSystem: system)
        for number in 0..<40 { try log.append("value \(number)") }
        log.close()
        #expect(try openLog(directory, .small).values() == (0..<40).map { "value \($0)" })
    }

    @Test func `what a failed sync may have dropped is taken back and never shown`() throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        try log.append(batch(["a"], producer: 7, epoch: 0, sequence: 0), now: 0)
        try log.sync()
        let lost = try log.append(batch(["b"], producer: 7, epoch: 0, sequence: 1), now: 0)
        system.set { $0.failingSyncs = 1 }
        let error = #expect(throws: LogError.self) { try log.sync() }
        #expect(error?.isRetriable == true)
        #expect(log.highWatermark == 1)
        #expect(log.endOffset == 1)
        #expect(try log.values(upTo: .logEnd) == ["a"])
        #expect(throws: LogError.lostBeforeSync(path: directory.path)) {
            try log.sync(expecting: lost.generation)
        }
        // The producer sends again: not a duplicate, since the first one is gone.
        let again = try log.append(batch(["b"], producer: 7, epoch: 0, sequence: 1), now: 0)
        #expect(!again.isDuplicate)
        #expect(again.baseOffset == 1)
        try log.sync(expecting: again.generation)
        #expect(try log.values() == ["a", "b"])
        #expect(try log.append(batch(["a"], producer: 7, epoch: 0, sequence: 0), now: 0).isDuplicate)
    }

    @Test func `a disk that fails again and again keeps its producers waiting, and recovers by itself`()
        throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        try log.append("a")
        try log.sync()
        try log.append("b")
        system.set { $0.failingSyncs = 4 }
        #expect(throws: LogError.self) { try log.sync() }  // and the repair right after it
        #expect(throws: LogError.self) { try log.append("b") }
        #expect(throws: LogError.self) { try log.append("b") }
        #expect(try log.values() == ["a"])
        try log.append("b")
        try log.sync()
        #expect(try log.values() == ["a", "b"])
    }

    @Test func `a process that dies at any step leaves a log that opens with all that was acknowledged`()
        throws
    {
        var steps = 0
        var isComplete = false
        while !isComplete {
            let directory = try TemporaryDirectory()
            let system = FaultyFileSystem()
            system.set { $0.stepsToCrash = steps }
            var acknowledged = 0
            do {
                let log = try openLog(directory, .small, fileSystem: system)
                for number in 0..<30 {
                    try log.append("value \(number)")
                    if number % 4 == 3 {
                        try log.sync()
                        acknowledged = number + 1
                    }
                    if number == 20 { _ = try log.deleteRecords(before: 16) }
                }
                log.close()
                isComplete = system.faults.withLock { ($0.stepsToCrash ?? 0) > 0 }
            } catch {
                // Dead, at this step.
                #expect(error is LogError)
            }
            let log = try openLog(directory, .small, fileSystem: FaultyFileSystem())
            #expect(log.endOffset >= Int64(acknowledged), "step \(steps)")
            let start = Int(log.startOffset)
            #expect(start == 0 || start == 16)
            #expect(try log.values(upTo: .logEnd) == (start..<Int(log.endOffset)).map { "value \($0)" })
            steps += 1
        }
        #expect(steps > 50)
    }
}
