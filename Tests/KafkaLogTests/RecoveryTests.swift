import KafkaLog
import KafkaRecords
import Testing

@Suite struct RecoveryTests {
    private let logName = "00000000000000000000.log"

    /// A log as a killed process leaves it: five batches, nothing closed.
    private func killed() throws -> (directory: TemporaryDirectory, ends: [Int], values: [[String]]) {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory)
        var ends: [Int] = []
        let values = [["a", "bb"], ["ccc"], ["d", "e", "f"], ["gg"], ["h", "i"]]
        for batchValues in values {
            try log.append(batch(batchValues), now: 0)
            ends.append(Int(log.byteCount))
        }
        try log.sync()
        return (directory, ends, values)
    }

    @Test func `a tail torn at any byte is cut to the last whole batch, and the log goes on from there`()
        throws
    {
        let (original, ends, values) = try killed()
        let bytes = try original.read(logName)
        let copy = try TemporaryDirectory()
        for count in ends[1]..<bytes.count {
            try original.copyFiles(to: copy)
            for name in try copy.names(endingIn: ".producers") {
                try PosixFileSystem().remove("\(copy.path)/\(name)")
            }
            try copy.write(Array(bytes[..<count]), to: logName)
            let whole = ends.lastIndex { $0 <= count } ?? 0
            let kept = Array(values[...whole].joined())
            let told = CollectedLog()
            let system = FaultyFileSystem()
            let log = try openLog(copy, fileSystem: system, logger: told.logger)
            #expect(try log.values() == kept, "cut to \(count)")
            #expect(log.highWatermark == Int64(kept.count))
            let isTorn = count > ends[whole]
            #expect(told.text.contains("cut an unfinished write") == isTorn)
            #expect(told.text.contains("bytes=\(count - ends[whole])") == isTorn)
            try log.append("new")
            try log.sync()
            #expect(try log.values() == kept + ["new"])
            #expect(try openLog(copy, fileSystem: system).values() == kept + ["new"])
        }
    }

    @Test func `a tail damaged at any byte is cut to the last whole batch`() throws {
        let (original, ends, values) = try killed()
        let bytes = try original.read(logName)
        let copy = try TemporaryDirectory()
        for position in ends[1]..<bytes.count {
            try original.copyFiles(to: copy)
            var damaged = bytes
            damaged[position] ^= 0xA5
            try copy.write(damaged, to: logName)
            let struck = ends.firstIndex { $0 > position } ?? 0
            // The leader epoch is outside of the checksum: a change of it does no harm and is not found.
            let isHarmless = (12..<16).contains(position - ends[struck - 1])
            let kept = isHarmless ? Array(values.joined()) : Array(values[..<struck].joined())
            let log = try openLog(copy, fileSystem: FaultyFileSystem())
            #expect(try log.values() == kept, "damage at \(position)")
            try log.append("new")
            try log.sync()
            #expect(try log.values() == kept + ["new"])
        }
    }

    @Test func `zeros that a power cut left behind the end are cut`() throws {
        let (directory, _, values) = try killed()
        let bytes = try directory.read(logName)
        for count in [1, 11, 60, 61, 5000] {
            try directory.write(bytes + [UInt8](repeating: 0, count: count), to: logName)
            let told = CollectedLog()
            #expect(try openLog(directory, logger: told.logger).values() == Array(values.joined()))
            #expect(told.text.contains("bytes=\(count)"))
        }
    }

    @Test func `a killed process loses nothing that the system still has, and what is found becomes durable`()
        throws
    {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        do {
            let log = try openLog(directory, .small, fileSystem: system)
            for number in 0..<100 { try log.append("value \(number)") }
        }
        let syncs = system.faults.withLock { $0.syncs }
        let log = try openLog(directory, .small, fileSystem: system)
        #expect(try log.values() == (0..<100).map { "value \($0)" })
        #expect(system.faults.withLock { $0.syncs } > syncs)
    }

    @Test func `after a clean stop little is read, and nothing is synced`() throws {
        let directory = try TemporaryDirectory()
        let value = String(repeating: "x", count: 500)
        do {
            let log = try openLog(directory)
            for _ in 0..<4000 { try log.append(value) }
            log.close()
            #expect(log.byteCount > 2_000_000)
        }
        let system = FaultyFileSystem()
        let log = try openLog(directory, fileSystem: system)
        #expect(log.highWatermark == 4000)
        let faults = system.faults.withLock { $0 }
        #expect(faults.bytesRead < 40_000)
        #expect(faults.syncs == 0)
        #expect(try log.values(from: 3990).count == 10)
    }

    @Test func `after a crash no more than what follows the last checkpoint is read`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration()
        configuration.checkpointBytes = 200_000
        do {
            let log = try openLog(directory, configuration)
            let value = String(repeating: "x", count: 500)
            for number in 0..<4000 {
                try log.append(value)
                if number % 50 == 0 { try log.sync() }
            }
            try log.sync()
        }
        let system = FaultyFileSystem()
        let log = try openLog(directory, configuration, fileSystem: system)
        #expect(log.highWatermark == 4000)
        #expect(system.faults.withLock { $0.bytesRead } < 450_000)
    }

    @Test func `indexes that are missing, short or damaged are made again`() throws {
        let original = try TemporaryDirectory()
        let values = (0..<120).map { "value \($0)" }
        do {
            let log = try openLog(original, .small)
            for (number, value) in values.enumerated() {
                try log.append(value, timestamp: Int64(1000 + number))
            }
            log.close()
        }
        let names = try original.names(endingIn: ".index")
        #expect(names.count > 3)
        let copy = try TemporaryDirectory()
        for name in names {
            let bytes = try original.read(name)
            let versions: [[UInt8]?] = [
                nil, [], Array(bytes[..<10]), Array(bytes[..<16]), Array(bytes[..<(bytes.count - 20)]),
                Array(bytes.dropLast()), bytes.map { _ in 0xFF },
                Array(bytes[..<20]) + [UInt8](repeating: 0, count: bytes.count - 20),
            ]
            for version in versions {
                try original.copyFiles(to: copy)
                if let version {
                    try copy.write(version, to: name)
                } else {
                    try PosixFileSystem().remove("\(copy.path)/\(name)")
                }
                let log = try openLog(copy, .small, fileSystem: FaultyFileSystem())
                #expect(try log.values(maximumBytes: 500) == values)
                for offset in [0, 17, 60, 119] as [Int64] {
                    #expect(try log.values(from: offset).count == 120 - Int(offset))
                    #expect(try log.offset(forTimestamp: 1000 + offset)?.offset == offset)
                }
                log.close()
            }
        }
    }

    @Test func `an index entry that points nowhere is no reason not to find a record`() throws {
        let directory = try TemporaryDirectory()
        do {
            let log = try openLog(directory, .small)
            for number in 0..<60 { try log.append("value \(number)") }
            log.close()
        }
        // The first segment's index, with entries whose checksums are right and whose positions are not.
        let name = try directory.names(endingIn: ".index")[0]
        var bytes = try directory.read(name)
        bytes.withUnsafeMutableBytes { bytes in
            for start in stride(from: 16, to: bytes.count - 20, by: 20) {
                let position = UnsafeRawBufferPointer(bytes).uint32(at: start + 4)
                bytes.store(uint32: position + 3, at: start + 4)
                let fields = UnsafeRawBufferPointer(
                    rebasing: UnsafeRawBufferPointer(bytes)[start..<start + 16])
                bytes.store(uint32: CRC32C.checksum(of: fields), at: start + 16)
            }
        }
        try directory.write(bytes, to: name)
        let log = try openLog(directory, .small)
        for offset in 0..<20 {
            #expect(try log.read(from: Int64(offset), maximumBytes: 1).baseOffset == Int64(offset))
        }
    }

    @Test func `records before the checkpoint that are gone are told as a loss`() throws {
        let directory = try TemporaryDirectory()
        do {
            let log = try openLog(directory)
            for number in 0..<10 { try log.append("value \(number)") }
            log.close()
        }
        let bytes = try directory.read(logName)
        try directory.write(Array(bytes[..<(bytes.count / 2)]), to: logName)
        let told = CollectedLog()
        let log = try openLog(directory, logger: told.logger)
        #expect(try log.values() == (0..<5).map { "value \($0)" })
        #expect(told.text.contains("error records that had been stored safely are damaged or gone"))
        try log.append("value 5")
        log.close()
        #expect(try openLog(directory).values() == (0..<6).map { "value \($0)" })
    }

    @Test func `leftovers of interrupted writes are cleared away`() throws {
        let directory = try TemporaryDirectory()
        do {
            let log = try openLog(directory)
            try log.append("a")
            log.close()
        }
        try directory.write([1, 2, 3], to: "next.tmp")
        try directory.write([1, 2, 3], to: "00000000000000000777.index")
        #expect(try openLog(directory).values() == ["a"])
        #expect(try directory.names(endingIn: ".tmp").isEmpty)
        #expect(try directory.names(endingIn: ".index") == ["00000000000000000000.index"])
    }
}
