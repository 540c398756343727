import KafkaLog
import KafkaRecords
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Random histories of a log against a list in memory.
@Suite struct PropertyTests {
    /// What the log has to hold.
    private struct Model {
        var values: [String] = []
        var start = 0
        /// How many of the values were made durable.
        var durable = 0
        /// What each producer has in the log, oldest first.
        var producers: [Int64: [Sent]] = [:]

        struct Sent {
            let bytes: [UInt8]
            let offset: Int
            let nextSequence: Int32
        }
    }

    private final class World {
        let directory: TemporaryDirectory
        var system = FaultyFileSystem()
        var log: PartitionLog
        var model = Model()
        var generator: SeededGenerator
        var number = 0

        init(seed: UInt64) throws {
            generator = SeededGenerator(seed: seed)
            directory = try TemporaryDirectory()
            log = try openLog(directory, .small, fileSystem: system)
        }

        func random(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

        func append() throws {
            let values = (0..<random(1..<6)).map { index in
                "\(number).\(index)" + String(repeating: "x", count: random(0..<120))
            }
            number += 1
            let producer = Int64(random(0..<4))
            let sequence = model.producers[producer]?.last?.nextSequence ?? 0
            let isIdempotent = producer > 0
            let bytes =
                isIdempotent
                ? batch(values, producer: producer, epoch: 0, sequence: sequence) : batch(values)
            let result = try log.append(bytes, now: 0)
            #expect(!result.isDuplicate)
            #expect(result.baseOffset == Int64(model.values.count))
            if isIdempotent {
                model.producers[producer, default: []].append(
                    Model.Sent(
                        bytes: bytes, offset: model.values.count, nextSequence: sequence + Int32(values.count)
                    ))
            }
            model.values += values
            noteRoll(at: Int(result.baseOffset))
        }

        func repeatLast() throws {
            for (_, history) in model.producers.sorted(by: { $0.key < $1.key }) {
                for sent in history.suffix(ProducerTable.keptBatches) {
                    let result = try log.append(sent.bytes, now: 0)
                    #expect(result.isDuplicate)
                    #expect(result.baseOffset == Int64(sent.offset))
                }
            }
        }

        func sync() throws {
            try log.sync()
            model.durable = model.values.count
            #expect(log.highWatermark == Int64(model.durable))
        }

        func failSync() throws {
            guard model.durable < model.values.count else { return }
            system.set { $0.failingSyncs = 1 }
            #expect(throws: LogError.self) { try log.sync() }
            forgetUnsynced(keeping: model.durable)
        }

        func fillDisk() throws {
            system.set { $0.room = random(0..<60) }
            let bytes = batch([String(repeating: "y", count: 80)])
            #expect(throws: LogError.self) { try log.append(bytes, now: 0) }
            system.set { $0.room = nil }
            noteRoll(at: model.values.count)
        }

        /// An append that begins a segment makes what came before it durable.
        func noteRoll(at end: Int) {
            if log.highWatermark != Int64(model.durable) {
                #expect(log.highWatermark == Int64(end))
                model.durable = end
            }
        }

        func forgetUnsynced(keeping count: Int) {
            model.values.removeSubrange(count...)
            for id in model.producers.keys { model.producers[id]?.removeAll { $0.offset >= count } }
        }

        func reopen(clean: Bool) throws {
            if clean { log.close() }
            log = try openLog(directory, .small, fileSystem: system)
            model.durable = model.values.count
        }

        func losePower() throws {
            try system.disk.losePower(&generator)
            system = FaultyFileSystem()
            log = try openLog(directory, .small, fileSystem: system)
            let end = Int(log.endOffset)
            #expect(end >= model.durable)
            #expect(end <= model.values.count)
            forgetUnsynced(keeping: end)
            model.durable = end
        }

        func deleteRecords() throws {
            let offset = random(model.start..<model.durable + 1)
            #expect(try log.deleteRecords(before: Int64(offset)) == Int64(offset))
            model.start = offset
            // Deleting a segment makes all that is there durable, for the producers' sake.
            noteRoll(at: model.values.count)
        }

        func check() throws {
            try #require(log.startOffset == Int64(model.start))
            try #require(log.endOffset == Int64(model.values.count))
            try #require(log.highWatermark == Int64(model.durable))
            let size = random(1..<3000)
            #expect(try log.values(maximumBytes: size) == Array(model.values[model.start..<model.durable]))
            if model.start < model.values.count {
                let offset = random(model.start..<model.values.count)
                #expect(try log.values(from: Int64(offset), upTo: .logEnd) == Array(model.values[offset...]))
            }
        }
    }

    /// How many histories; `CLICKSTREAM_HISTORIES=1000 swift test --filter PropertyTests` looks for rarer
    /// ones.
    private static let count = getenv("CLICKSTREAM_HISTORIES").flatMap { Int(String(cString: $0)) } ?? 4

    @Test func `whatever happens to it, the log holds what the model holds`() throws {
        for _ in 0..<Self.count {
            let seed = UInt64.random(in: 0...UInt64.max)
            print("seed \(seed)")
            try run(seed: seed, steps: 150)
        }
    }

    private func run(seed: UInt64, steps: Int) throws {
        let world = try World(seed: seed)
        for _ in 0..<steps {
            switch world.random(0..<100) {
            case 0..<60: try world.append()
            case 60..<75: try world.sync()
            case 75..<80: try world.repeatLast()
            case 80..<84: try world.failSync()
            case 84..<88: try world.fillDisk()
            case 88..<91: try world.reopen(clean: true)
            case 91..<94: try world.reopen(clean: false)
            case 94..<97: try world.losePower()
            default: try world.deleteRecords()
            }
            try world.check()
        }
    }
}
