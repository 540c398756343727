import Foundation
import TestProgram
import Testing

/// Logs that are not what they were: made anew, cut at the front, or damaged.
@Suite struct ChangedLogTests {
    private func produce(_ program: TestProgram, count: Int, seed: Int) async throws {
        let produced = try await program.runOnBroker([
            "produce", "--rate", "max", "--count", "\(count)", "--seed", "\(seed)", "--start-time",
            "2026-01-01T00:00:00Z", "--malformed", "0.05",
        ])
        #expect(produced.code == 0, "\(produced.errors)")
    }

    private func consume(_ program: TestProgram, _ options: [String] = []) async throws -> String {
        let consumed = try await program.runOnBroker(["consume", "--until-end"] + options)
        #expect(consumed.code == 0, "\(consumed.errors)")
        return consumed.errors
    }

    private func topics(_ program: TestProgram, _ arguments: [String]) async throws {
        let result = try await program.runOnBroker(["topics"] + arguments)
        #expect(result.code == 0, "\(result.errors)")
    }

    // MARK: - A topic that was deleted and made anew

    @Test func `a sink whose topic is gone waits for it, and can be stopped`() async throws {
        try await TestProgram.with { program in
            let broker = try program.start(["broker", "--listen", program.listen])
            try await broker.wait(forError: "Kafka broker")
            try await produce(program, count: 500, seed: 1)
            let sink = try program.start(["consume", "--listen", program.listen])
            try await program.wait(until: "SELECT sum(next_offset) = 500 FROM sink_offsets")
            try await topics(program, ["delete", "website_clicks", "--yes"])
            try await topics(program, ["create", "another"])
            sink.signal(SIGTERM)
            #expect(await sink.result().code == 0)
            broker.signal(SIGTERM)
            #expect(await broker.result().code == 0)
        }
    }

    @Test func `a new topic stops the sink with both ways out, and start-over takes it in exactly once`()
        async throws
    {
        try await TestProgram.with { program in
            try await produce(program, count: 300, seed: 1)
            try await produce(program, count: 900, seed: 2)
            _ = try await consume(program)
            let first = Int64(try await program.query("SELECT count(*) FROM user_clicks")) ?? 0

            try await topics(program, ["delete", "website_clicks", "--yes"])
            try await topics(program, ["create", "website_clicks", "--partitions", "2"])
            // The first 300 again, which are stored, and as many new ones.
            try await produce(program, count: 300, seed: 1)
            try await produce(program, count: 300, seed: 3)
            let stopped = try await program.runOnBroker(["consume", "--until-end"])
            #expect(stopped.code == 78, "\(stopped.errors)")
            let replayed = try await program.runOnBroker(["replay", "--from", "0"])
            #expect(replayed.code == 78, "\(replayed.output) \(replayed.errors)")
            for word in ["made anew", "--bootstrap-servers", "--on-new-topic start-over", "nothing was"] {
                #expect(stopped.errors.contains(word), "\(stopped.errors)")
            }
            #expect(try await program.query("SELECT count(*) FROM former_logs") == "0")

            let said = try await consume(program, ["--on-new-topic", "start-over"])
            #expect(said.contains("The topic has a new log"), "\(said)")
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(audit.records == 600)
            #expect(audit.formerLogs == 1)
            #expect(audit.duplicates > 250)
            #expect(audit.stored + audit.duplicates + audit.rejected == 600)
            let all = Int64(try await program.query("SELECT count(*) FROM user_clicks"))
            #expect(all == first + audit.stored)
            #expect(
                try await program.query(
                    "SELECT count(*) - count(DISTINCT event_id) FROM user_clicks") == "0")
            // Nothing is left to do, and no further start.
            _ = try await consume(program)
            #expect(try await program.verify() == audit)
        }
    }

    @Test func `a sink that runs meanwhile starts over by itself, where it may`() async throws {
        try await TestProgram.with { program in
            let broker = try program.start(["broker", "--listen", program.listen])
            try await broker.wait(forError: "Kafka broker")
            try await produce(program, count: 500, seed: 1)
            let sink = try program.start([
                "consume", "--on-new-topic", "start-over", "--listen", program.listen,
            ])
            try await sink.wait(forError: "Partitions assigned")
            try await program.wait(until: "SELECT sum(next_offset) = 500 FROM sink_offsets")
            try await topics(program, ["delete", "website_clicks", "--yes"])
            try await topics(program, ["create", "website_clicks"])
            try await sink.wait(forError: "The topic has a new log")
            try await produce(program, count: 200, seed: 2)
            try await program.wait(until: "SELECT sum(next_offset) = 200 FROM sink_offsets")
            let audit = try await program.verify()
            #expect(audit.exact, "\(audit)")
            #expect(audit.records == 200)
            sink.signal(SIGTERM)
            #expect(await sink.result().code == 0)
            broker.signal(SIGTERM)
            #expect(await broker.result().code == 0)
        }
    }

    // MARK: - Records that are gone

    private func logFiles(_ program: TestProgram) throws -> [String] {
        let folder = program.directory + "/data/broker/topics/website_clicks-0"
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".log") }.sorted().map { folder + "/" + $0 }
    }

    @Test func `records that expired before they were stored are a loss that is told, once and for good`()
        async throws
    {
        try await TestProgram.with { program in
            // Each batch is a segment, so that there is something to delete.
            try await topics(
                program, ["create", "website_clicks", "--partitions", "1", "--set", "segment.bytes=1000"])
            try await produce(program, count: 300, seed: 1)
            _ = try await consume(program)
            for seed in 2...4 { try await produce(program, count: 300, seed: seed) }
            let segments = try logFiles(program)
            let last = try #require(segments.last)
            for file in segments.dropLast() {
                try FileManager.default.removeItem(atPath: file)
                try? FileManager.default.removeItem(atPath: file.replacing(".log", with: ".index"))
            }
            let name = URL(fileURLWithPath: last).deletingPathExtension().lastPathComponent
            let start = try #require(Int64(name))
            #expect(start >= 900)

            let said = try await consume(program)
            #expect(said.contains("LOST: \(start - 300) offsets"), "\(said)")
            #expect(said.contains("from=300") && said.contains("to=\(start - 1)"), "\(said)")
            for _ in 1...2 {
                let audit = try await program.verify()
                #expect(audit.exact, "\(audit)")
                #expect(audit.lost == start - 300)
                #expect(audit.lag == 0)
                let again = try await consume(program)
                #expect(!again.contains("LOST"), "\(again)")
            }
            let verified = try await program.runOnBroker(["verify"])
            #expect(verified.output.contains("lost: partition 0 offsets 300 to \(start - 1)"))
            #expect(
                try await program.query("SELECT from_offset, to_offset, reason FROM offset_gaps")
                    == "300|\(start)|expired")
        }
    }

    // MARK: - Records that cannot be read

    @Test func `a record that cannot be read is named, with its place`() async throws {
        try await TestProgram.with { program in
            try await topics(program, ["create", "website_clicks", "--partitions", "1"])
            try await produce(program, count: 100, seed: 1)
            _ = try await consume(program)
            let file = try #require(FileHandle(forWritingAtPath: try logFiles(program)[0]))
            try file.seekToEnd()
            try file.write(contentsOf: Self.unreadableBatch(at: 100))
            try file.close()
            let verified = try await program.runOnBroker(["verify"])
            #expect(verified.code == 1, "\(verified.output)")
            #expect(
                verified.output.contains("log_unreadable: partition 0 offset 100"), "\(verified.output)")
        }
    }

    /// A batch with the right checksum, whose record is said to be compressed and is garbage.
    private static func unreadableBatch(at offset: Int64) -> Data {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.bigEndian) { Array($0) }
        }
        let garbage = [UInt8](repeating: 0x5A, count: 64)
        var summed = bytes(Int16(1)) + bytes(Int32(0))  // gzip, one record
        summed += bytes(Int64(1_767_225_600_000)) + bytes(Int64(1_767_225_600_000))
        summed += bytes(Int64(-1)) + bytes(Int16(-1)) + bytes(Int32(-1)) + bytes(Int32(1)) + garbage
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in summed {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0x82F6_3B78 : sum >> 1 }
        }
        let head = bytes(Int32(0)) + [2] + bytes(~sum)
        return Data(bytes(offset) + bytes(Int32(head.count + summed.count)) + head + summed)
    }
}
