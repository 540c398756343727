import KafkaLog
import Testing

@Suite struct LogFlusherTests {
    /// Collects what the flusher tells, in order.
    private final class Witness: Sendable {
        struct Told {
            var results: [(label: String, result: Result<AppendResult, LogError>)] = []
            var moves: [Int64] = []
        }
        let told = Guarded(Told())

        func completion(_ label: String) -> LogFlusher.Completion {
            { result in
                self.told.withLock { $0.results.append((label, result)) }
                self.told.signal()
            }
        }

        func moved(_ log: PartitionLog) {
            let highWatermark = log.highWatermark
            told.withLock { $0.moves.append(highWatermark) }
            told.signal()
        }

        func wait(forResults count: Int) -> [(label: String, result: Result<AppendResult, LogError>)] {
            told.wait { $0.results.count >= count ? $0.results : nil }
        }

        func wait(forHighWatermark offset: Int64) { told.wait { $0.moves.contains(offset) ? () : nil } }
    }

    /// Stops the disk's syncs until it is opened.
    private final class Gate: Sendable {
        private let state = Guarded((isOpen: false, waiting: 0))

        func pass() {
            state.withLock { $0.waiting += 1 }
            state.signal()
            state.wait { $0.isOpen ? () : nil }
        }
        func waitForOne() { state.wait { $0.waiting > 0 ? () : nil } }
        func open() {
            state.withLock { $0.isOpen = true }
            state.signal()
        }
    }

    private func flusher(_ witness: Witness, bytes: Int = 1 << 20, appends: Int = 10_000) -> LogFlusher {
        LogFlusher(
            queueBytes: bytes, queueAppends: appends, clock: { 1234 }, highWatermarkMoved: witness.moved)
    }

    @Test func `what gathers during a sync shares the next one, in order`() async throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        let (witness, gate) = (Witness(), Gate())
        system.beforeSync.withLock { $0 = gate.pass }
        let flusher = flusher(witness)
        try flusher.append(
            batch(["first"]), to: log, acknowledge: .synced, completion: witness.completion("first"))
        gate.waitForOne()
        for number in 0..<500 {
            try flusher.append(
                batch(["\(number)"]), to: log, acknowledge: .synced,
                completion: witness.completion("\(number)"))
        }
        #expect(flusher.waiting.appends == 500)
        #expect(witness.told.withLock { $0.results.isEmpty })
        gate.open()
        let results = witness.wait(forResults: 501)
        #expect(results.map(\.label) == ["first"] + (0..<500).map { "\($0)" })
        #expect(try results.map { try $0.result.get().baseOffset } == (0..<501).map { Int64($0) })
        // The move is told after the completions: only the end of the thread is sure to be after it.
        await flusher.close()
        #expect(system.faults.withLock { $0.syncs } == 2)
        #expect(witness.told.withLock { $0.moves } == [1, 501])
    }

    @Test func `what is only to be written is told before the sync, and becomes durable all the same`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        let (witness, gate) = (Witness(), Gate())
        system.beforeSync.withLock { $0 = gate.pass }
        let flusher = flusher(witness)
        try flusher.append(batch(["a"]), to: log, acknowledge: .written, completion: witness.completion("a"))
        let results = witness.wait(forResults: 1)
        #expect(try results[0].result.get().baseOffset == 0)
        #expect(log.highWatermark == 0)
        gate.open()
        witness.wait(forHighWatermark: 1)
        #expect(try log.values() == ["a"])
        await flusher.close()
    }

    @Test func `each changed file is synced once for many partitions`() async throws {
        let directories = try (0..<4).map { _ in try TemporaryDirectory() }
        let system = FaultyFileSystem()
        let logs = try directories.map { try openLog($0, fileSystem: system) }
        let (witness, gate) = (Witness(), Gate())
        system.beforeSync.withLock { $0 = gate.pass }
        let flusher = flusher(witness)
        try flusher.append(
            batch(["first"]), to: logs[0], acknowledge: .synced, completion: witness.completion(""))
        gate.waitForOne()
        for number in 0..<100 {
            try flusher.append(
                batch(["x"]), to: logs[number % 4], acknowledge: .synced, completion: witness.completion(""))
        }
        gate.open()
        _ = witness.wait(forResults: 101)
        await flusher.close()
        #expect(system.faults.withLock { $0.syncs } == 5)
        #expect(logs.map(\.highWatermark) == [26, 25, 25, 25])
    }

    @Test func `the queue is bounded in bytes and in number`() async throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        let (witness, gate) = (Witness(), Gate())
        system.beforeSync.withLock { $0 = gate.pass }
        let size = batch(["x"]).count
        let flusher = flusher(witness, bytes: 4 * size, appends: 10)
        func add() throws(LogError) {
            try flusher.append(
                batch(["x"]), to: log, acknowledge: .synced, completion: witness.completion(""))
        }
        try add()
        gate.waitForOne()
        for _ in 0..<4 { try add() }
        #expect(throws: LogError.queueFull) { try add() }
        gate.open()
        _ = witness.wait(forResults: 5)
        // One append that is larger than the whole queue is taken when nothing waits.
        let large = batch([String(repeating: "x", count: 5 * size)])
        try flusher.append(large, to: log, acknowledge: .synced, completion: witness.completion("large"))
        #expect(try witness.wait(forResults: 6)[5].result.get().baseOffset == 5)
        await flusher.close()
        #expect(throws: LogError.closed) { try add() }
    }

    @Test func `a failed sync is told to all that waited for it, and the next group goes through`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        let (witness, gate) = (Witness(), Gate())
        system.beforeSync.withLock { $0 = gate.pass }
        let flusher = flusher(witness)
        try flusher.append(batch(["a"]), to: log, acknowledge: .synced, completion: witness.completion("a"))
        gate.waitForOne()
        system.set { $0.failingSyncs = 1 }
        gate.open()
        #expect(throws: LogError.self) { try witness.wait(forResults: 1)[0].result.get() }
        #expect(log.highWatermark == 0)
        try flusher.append(batch(["b"]), to: log, acknowledge: .synced, completion: witness.completion("b"))
        #expect(try witness.wait(forResults: 2)[1].result.get().baseOffset == 0)
        await flusher.close()
        #expect(try log.values() == ["b"])
    }

    @Test func `records that a failed roll took back are not acknowledged by the sync that follows`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, .small, fileSystem: system)
        let (witness, gate) = (Witness(), Gate())
        system.beforeSync.withLock { $0 = gate.pass }
        let flusher = flusher(witness)
        try flusher.append(batch(["0"]), to: log, acknowledge: .synced, completion: witness.completion("0"))
        gate.waitForOne()
        // One group: "lost" is written, the large one needs a new segment, whose sync fails, "kept" comes
        // after.
        let large = batch([String(repeating: "x", count: 1950)])
        try flusher.append(
            batch(["lost"]), to: log, acknowledge: .synced, completion: witness.completion("lost"))
        try flusher.append(large, to: log, acknowledge: .synced, completion: witness.completion("large"))
        try flusher.append(
            batch(["kept"]), to: log, acknowledge: .synced, completion: witness.completion("kept"))
        let count = Guarded(0)
        system.beforeSync.withLock {
            $0 = {
                if count.withLock({
                    $0 += 1; return $0
                }) == 1 {
                    system.set { $0.failingSyncs = 1 }
                }
            }
        }
        gate.open()
        let results = witness.wait(forResults: 4)
        await flusher.close()
        var byLabel: [String: Result<AppendResult, LogError>] = [:]
        for result in results { byLabel[result.label] = result.result }
        #expect(try byLabel["0"]?.get().baseOffset == 0)
        #expect(throws: LogError.lostBeforeSync(path: directory.path)) { try byLabel["lost"]?.get() }
        #expect(throws: LogError.self) { try byLabel["large"]?.get() }
        #expect(try byLabel["kept"]?.get().baseOffset == 1)
        #expect(try log.values() == ["0", "kept"])
    }

    @Test func `closing finishes what waits`() async throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        let witness = Witness()
        let flusher = flusher(witness)
        for number in 0..<100 {
            try flusher.append(
                batch(["\(number)"]), to: log, acknowledge: .synced,
                completion: witness.completion("\(number)"))
        }
        await flusher.close()
        #expect(witness.told.withLock { $0.results.count } == 100)
        #expect(log.highWatermark == 100)
    }
}
