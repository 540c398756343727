import KafkaLog
import Testing

@Suite struct FailedRollTests {
    /// Appends until the next large record needs a new segment.
    private func fill(_ log: PartitionLog) throws -> [String] {
        var values: [String] = []
        while log.byteCount < 1600 {
            values.append("value \(values.count)")
            try log.append(batch([values[values.count - 1]]), now: 0)
            try log.sync()
        }
        return values
    }

    private let large = String(repeating: "x", count: 500)

    @Test(arguments: [false, true])
    func `what is acknowledged after a failed roll is there at the next start`(keepsFile: Bool) throws {
        let directory = try TemporaryDirectory()
        let system = FaultyFileSystem()
        let log = try openLog(directory, .small, fileSystem: system)
        var values = try fill(log)
        system.set {
            $0.failsDirectorySyncs = true
            $0.failsRemovals = keepsFile
        }
        #expect(throws: LogError.self) { try log.append(large) }
        if keepsFile {
            // Nothing is taken as long as the file stands in the way.
            #expect(throws: LogError.self) { try log.append("small") }
        }
        system.set {
            $0.failsDirectorySyncs = false
            $0.failsRemovals = false
        }
        for number in 0..<3 {
            values.append("small \(number)")
            try log.append("small \(number)")
            try log.sync()
        }
        #expect(try directory.names(endingIn: ".log").count == 1)
        #expect(try log.values() == values)
        // Killed, not closed.
        let again = try openLog(directory, .small)
        #expect(again.endOffset == Int64(values.count))
        #expect(try again.values() == values)
        try again.append(large)
        try again.sync()
        #expect(try again.values() == values + [large])
    }

    @Test func `an empty last segment does not hide what the one before it goes on with`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let values = try fill(log)
        log.close()
        // As a power cut brings it back when its removal was not yet on disk.
        try directory.write([], to: "00000000000000000005.log")
        for _ in 0..<2 {
            let again = try openLog(directory, .small)
            #expect(again.startOffset == 0)
            #expect(again.endOffset == Int64(values.count))
            #expect(try again.values() == values)
            #expect(try directory.names(endingIn: ".log") == ["00000000000000000000.log"])
            again.close()
        }
    }

    @Test func `an empty last segment does not make the start of the log delete the one before it`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let values = try fill(log)
        #expect(try log.deleteRecords(before: 5) == 5)
        log.close()
        try directory.write([], to: "00000000000000000005.log")
        let again = try openLog(directory, .small)
        #expect(again.startOffset == 5)
        #expect(try again.values() == Array(values[5...]))
    }

    @Test func `a closed segment with damage is not cut, though an empty one follows`() throws {
        let directory = try TemporaryDirectory()
        let log = try openLog(directory, .small)
        let values = try fill(log)
        log.close()
        for name in try directory.names(endingIn: ".producers") + directory.names(endingIn: ".index") {
            try PosixFileSystem().remove("\(directory.path)/\(name)")
        }
        let next = "0000000000000000000\(values.count)".suffix(20)
        try directory.write([], to: "\(next).log")
        var bytes = try directory.read("00000000000000000000.log")
        bytes[bytes.count / 2] ^= 0xFF
        try directory.write(bytes, to: "00000000000000000000.log")
        let again = try openLog(directory, .small)
        #expect(again.endOffset == Int64(values.count))
        #expect(try directory.read("00000000000000000000.log") == bytes)
    }
}
