import Foundation
import TestProgram
import Testing

/// What goes wrong at the start is one clear sentence and the right exit code.
@Suite struct FaultSentenceTests {
    private func check(
        _ result: TestProgram.Result, code: Int32, says words: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result.code == code, "\(result.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: sourceLocation)
        }
        let sentences = result.errors.split(separator: "\n").filter { $0.hasPrefix("clickstream: ") }
        #expect(sentences.count <= 1, "\(result.errors)", sourceLocation: sourceLocation)
        #expect(!result.errors.contains("Fatal error"), sourceLocation: sourceLocation)
    }

    @Test func `wrong options are told with the right ones`() async throws {
        try await TestProgram.with { program in
            check(try await program.run(["up", "--rate", "fast"]), code: 64, says: ["--rate"])
            check(try await program.run(["up", "--count", "5"]), code: 64, says: ["--rate"])
            check(try await program.run(["produce", "--malformed", "2"]), code: 64, says: ["0 to 1"])
            check(try await program.run(["up", "--partitions", "0"]), code: 64, says: ["--partitions"])
            check(try await program.run(["up", "--log-level", "loud"]), code: 64, says: ["--log-level"])
            check(try await program.run(["up", "--listen", "here"]), code: 64, says: ["--listen"])
            check(
                try await program.run(["up", "--config", "/nonexistent.json"]), code: 64,
                says: ["/nonexistent.json"])
            check(
                try await program.run(["up"], environment: ["CLICKSTREAM_PARTITIONS": "abc"]), code: 64,
                says: ["CLICKSTREAM_PARTITIONS", "abc"])
            check(try await program.run(["fly"]), code: 64, says: ["Usage: clickstream"])
        }
    }

    @Test func `what an argument has in escape sequences is shown, and does not reach the terminal`()
        async throws
    {
        let hostile = "\u{1B}[2J\u{1B}]0;x\u{07}\u{9B}31m\u{202E}"
        let commands = [
            ["up", "--rate", hostile], ["up", hostile], ["up", "--\(hostile)"],
            ["up", "--listen", hostile], ["up", "--retention", hostile], ["up", "--log-level", hostile],
            ["up", "--topic", hostile], ["up", "--config", hostile], ["up", "--kafka-property", hostile],
            ["topics", "create", "x", "--set", hostile],
            ["rejected", "list", "--reason", hostile], ["rejected", "list", "--since", hostile],
            ["import", "/nonexistent/\(hostile)"],
            ["rejected", "retry", "1", "--map", hostile], ["replay", "--from", hostile],
        ]
        try await TestProgram.with { program in
            for command in commands {
                let result = try await program.run(command)
                #expect(result.code != 0, "\(command)")
                let said = result.errors + result.output
                let raw = said.unicodeScalars.filter { scalar in
                    (scalar.value < 0x20 && scalar != "\n") || (0x7F..<0xA0).contains(scalar.value)
                        || scalar.value == 0x202E
                }
                #expect(raw.isEmpty, "\(command): \(said.debugDescription)")
                #expect(said.contains("\\x1B[2J"), "\(command): \(said.debugDescription)")
            }
        }
    }

    @Test func `a broker that does not answer is named`() async throws {
        try await TestProgram.with { program in
            let arguments = ["--bootstrap-servers", "127.0.0.1:1"]
            check(
                try await program.run(["produce", "--count", "1"] + arguments), code: 69,
                says: ["127.0.0.1:1"])
            check(try await program.run(["consume"] + arguments), code: 69, says: ["127.0.0.1:1"])
        }
    }

    @Test func `an unknown property of librdkafka is named`() async throws {
        try await TestProgram.with { program in
            let result = try await program.runOnBroker([
                "produce", "--count", "1", "--kafka-property", "no.such=1",
            ])
            check(result, code: 78, says: ["no.such"])
        }
    }

    @Test func `a busy port is named`() async throws {
        try await TestProgram.with { program in
            let first = try program.start(["broker", "--listen", program.listen])
            try await first.wait(forError: "Kafka broker")
            try await TestProgram.with { other in
                let second = try await other.run(["broker", "--listen", program.listen])
                let port = String(program.listen.split(separator: ":")[1])
                check(second, code: 78, says: [port, "in use"])
            }
            first.signal(SIGTERM)
            #expect(await first.result().code == 0)
        }
    }

    @Test func `a data directory that cannot be made is named`() async throws {
        try await TestProgram.with { program in
            // A file where the data directory should be: even root cannot make a directory there.
            try "".write(toFile: program.directory + "/data", atomically: true, encoding: .utf8)
            check(try await program.runOnBroker(["up"]), code: 78, says: ["--data-dir"])
        }
    }

    @Test func `a database that does not answer is named`() async throws {
        try await TestProgram.with { program in
            let url = "postgresql://127.0.0.1:1/shop"
            let result = try await program.runOnBroker(["consume", "--until-end", "--database-url", url])
            check(result, code: 69, says: ["127.0.0.1"])
        }
    }
}
