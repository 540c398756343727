import Foundation
import TestProgram
import Testing

/// What an operator does about records that could not become rows. kcat sends what no producer of ours would.
@Suite(.enabled(if: Tool("kcat") != nil, "kcat is not installed"))
struct RejectedTests {
    private let kcat: Tool

    init() throws {
        kcat = try #require(Tool("kcat"))
    }

    /// Runs a body with a broker that stays, and these records stored or rejected: one partition, in order.
    private func withRecords(
        _ records: [String], _ body: (TestProgram) async throws -> Void
    ) async throws {
        try await TestProgram.with { program in
            let broker = try program.start(["broker", "--listen", program.listen])
            try await broker.wait(forError: "Kafka broker")
            let made = try await program.runOnBroker([
                "topics", "create", "website_clicks", "--partitions", "1",
            ])
            #expect(made.code == 0, "\(made.errors)")
            let sent = try await kcat.run(
                ["-b", program.listen, "-t", "website_clicks", "-P", "-K", "|"],
                input: records.map { $0 + "\n" }.joined())
            #expect(sent.code == 0, "\(sent.errors)")
            try await consume(program)
            try await body(program)
            broker.signal(SIGTERM)
            #expect(await broker.result().code == 0)
        }
    }

    private func consume(_ program: TestProgram) async throws {
        let result = try await program.runOnBroker(["consume", "--until-end"])
        #expect(result.code == 0, "\(result.errors)")
    }

    private func rejected(_ program: TestProgram, _ arguments: String...) async throws -> TestProgram.Result {
        try await program.run(["rejected"] + arguments)
    }

    private func retry(_ program: TestProgram, _ arguments: String...) async throws -> TestProgram.Result {
        try await program.runOnBroker(["rejected", "retry"] + arguments)
    }

    private func object(_ text: some StringProtocol) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    // MARK: -

    /// A click whose time is in a member of another name, and which has no identity.
    private static let mendable = """
        v7|{"event_type":"purchase","ts":"2026-03-01T12:00:00.000001Z","user_id":"v7",\
        "weight":1234567890.12345678901234567890}
        """
    private static let stored = """
        v8|{"event_id":"01890a5d-ac96-774b-bcce-b302099a8057","event_type":"purchase",\
        "event_time":"2026-03-01T12:00:00Z","user_id":"v8"}
        """

    @Test func `where a retry could not be noted, nothing is sent`() async throws {
        try await withRecords([Self.mendable]) { program in
            let name = try await program.query("SELECT current_database()")
            _ = try await program.query("ALTER DATABASE \(name) SET default_transaction_read_only = on")
            let result = try await retry(program, "1", "--map", "event_time=ts")
            #expect(result.code != 0)
            #expect(result.errors.contains("25006"), "\(result.errors)")
            let reset = try await program.run([
                "psql", "-c", "SET default_transaction_read_only = off", "-c",
                "ALTER DATABASE \(name) RESET ALL",
            ])
            #expect(reset.code == 0, "\(reset.errors)")
            let audit = try await program.verify()
            #expect(audit.records + audit.lag == 1, "\(audit)")
        }
    }

    @Test func `a mended record is stored once, however often it is retried, and its way can be followed`()
        async throws
    {
        try await withRecords([Self.mendable, "v9|not a click", Self.stored]) { program in
            // What was asked for, and nothing is sent: the record still lacks its time, or it is a dry run.
            let refused = try await retry(program, "1")
            #expect(refused.code == 1)
            #expect(refused.output.contains("1  not sent: missing_field: event_time"), "\(refused.output)")
            let dry = try await rejected(
                program, "retry", "--reason", "missing_field", "--map", "event_time=ts", "--dry-run")
            #expect(dry.code == 0, "\(dry.errors)")
            #expect(dry.output.contains("1  would send  {\"event_id\":\""), "\(dry.output)")
            #expect(try await program.verify().lag == 0)

            let mended = try await retry(
                program, "--unresolved", "--map", "event_time=ts", "--set", "source=web")
            #expect(mended.code == 1, "the other one is no click: \(mended.errors)")
            #expect(mended.output.contains("2  not sent: not_json"), "\(mended.output)")
            let waiting = try await rejected(program, "show", "1")
            #expect(waiting.output.contains("as 0/3") && waiting.output.contains("not come to it yet"))
            try await consume(program)

            let skipped = try await retry(program, "1", "--map", "event_time=ts")
            #expect(skipped.code == 0 && skipped.output.contains("1  skipped"), "\(skipped.output)")
            let again = try await retry(program, "1", "--map", "event_time=ts", "--again", "--json")
            #expect(try object(again.output)["outcome"] as? String == "sent")
            try await consume(program)

            let row = try await program.query(
                """
                SELECT r.retried_partition, r.retried_offset, c.kafka_offset, c.source, c.properties,
                    extract(microseconds FROM c.event_time), (SELECT count(*) FROM user_clicks)
                FROM rejected_clicks r JOIN user_clicks c ON c.event_id = r.retried_event_id
                """)
            #expect(row == "0|4|3|web|{\"weight\": 1234567890.12345678901234567890}|1|2")
            let shown = try await rejected(program, "show", "1")
            #expect(shown.output.contains("stored before, as row "), "\(shown.output)")
            let document = try object(try await rejected(program, "show", "1", "--json").output)
            #expect(document["fate"] as? String == "stored")
            #expect(document["row_offset"] as? Int == 3)

            let audit = try await program.verify()
            #expect(audit.exact && audit.lag == 0)
            #expect((audit.stored, audit.duplicates, audit.rejected) == (2, 1, 2))
            let read = try await kcat.run([
                "-b", program.listen, "-t", "website_clicks", "-C", "-o", "3", "-e", "-q", "-f", "%k %h\n",
            ])
            let line = "v7 clickstream-retry-of=website_clicks/0/0\n"
            #expect(read.output == line + line, "\(read.output) \(read.errors)")
        }
    }

    @Test func `what retention would drop is told, and not sent`() async throws {
        try await withRecords([Self.mendable, "v9|not a click"]) { program in
            _ = try await program.query("UPDATE retention_horizon SET dropped_before = '2026-03-02'")
            for options in [["--dry-run"], []] {
                let old = try await program.runOnBroker(
                    ["rejected", "retry", "1", "--map", "event_time=ts"] + options)
                #expect(old.code == 1, "\(old.errors)")
                #expect(old.output.contains("1  not sent: it is of 2026-03-01"), "\(old.output)")
                #expect(old.errors.contains("days before 2026-03-02"), "\(old.errors)")
                #expect(!old.errors.contains("rejected again"), "\(old.errors)")
            }
            let json = try await retry(program, "1", "--map", "event_time=ts", "--json")
            #expect(try object(json.output)["reason"] as? String == "dropped_by_retention")
            #expect(
                try await program.query("SELECT count(*) FROM rejected_clicks WHERE retried_at IS NULL")
                    == "2")
            #expect(try await program.verify().lag == 0)
            _ = try await program.query("UPDATE retention_horizon SET dropped_before = '2026-03-01'")
            #expect(try await retry(program, "1", "--map", "event_time=ts").code == 0)
        }
    }

    @Test func `hostile bytes reach no terminal, and are kept to the last one`() async throws {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker(["up", "--rate", "max", "--count", "1"])
            #expect(up.code == 0, "\(up.errors)")
            _ = try await program.query(
                """
                INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, field, detail,
                    record_key, payload)
                VALUES ('website_clicks', 9, 1, now(), 'not_json', E'f\\x1b[2J', E'd\\x1b]0;x\\x07\\u009b31m\\u202e',
                    '\\x1b5b324a', convert_to(E'{"a":"\\x1b[2J\\u009b0m\\u202e\\r\\n"', 'UTF8') || '\\x00'),
                    ('website_clicks', 9, 2, now(), 'invalid_utf8', NULL, 'bytes', '\\xff', '\\x1b5b324aff00')
                """)
            var outputs: [String] = []
            for arguments in [["list"], ["show", "1"], ["show", "2"], ["export"]] {
                for json in arguments == ["export"] ? [[]] : [[], ["--json"]] {
                    let result = try await program.run(["rejected"] + arguments + json)
                    #expect(result.code == 0, "\(result.errors)")
                    outputs.append(result.output)
                }
            }
            let dry = try await rejected(program, "retry", "1", "2", "--dry-run")
            #expect(dry.code == 1)
            for output in outputs + [dry.output, dry.errors] {
                let hostile = output.unicodeScalars.filter { scalar in
                    (scalar.value < 0x20 && scalar != "\n") || (0x7F..<0xA0).contains(scalar.value)
                        || scalar.value == 0x202E
                }
                #expect(hostile.isEmpty, "\(output.debugDescription)")
            }
            #expect(outputs[0].contains("f\\x1B[2J"), "\(outputs[0])")
            #expect(
                outputs[2].contains(#"{"a":"\x1B[2J\u{9B}0m\u{202E}\x0D\x0A"\x00"#), "\(outputs[2])")
            #expect(outputs[4].contains("000000  1B 5B 32 4A FF 00"), "\(outputs[4])")
            let lines = outputs[6].split(separator: "\n")
            #expect(
                try object(lines[0])["payload"] as? String == "{\"a\":\"\u{1B}[2J\u{9B}0m\u{202E}\r\n\"\0")
            #expect(try object(lines[1])["payload_base64"] as? String == "G1sySv8A")
            #expect(try object(lines[1])["key_base64"] as? String == "/w==")
        }
    }

    @Test func `an export that was edited comes back by its ids`() async throws {
        try await withRecords([Self.mendable, "v9|not a click", "v9|\u{FFFD}"]) { program in
            let file = program.directory + "/edit.ndjson"
            let export = try await rejected(program, "export", "--reason", "missing_field", "--output", file)
            #expect(export.code == 0, "\(export.errors)")
            let overwriting = try await rejected(program, "export", "--output", file)
            #expect(overwriting.code == 64 && overwriting.errors.contains("exists already"))
            let lines = try String(contentsOfFile: file, encoding: .utf8)
            #expect(lines.split(separator: "\n").count == 1)
            let edited =
                lines.replacing("\\\"ts\\\"", with: "\\\"event_time\\\"") + "{\"id\":99,\"payload\":\"{}\"}\n"
            try edited.write(toFile: file, atomically: true, encoding: .utf8)
            let result = try await retry(program, "--input", file)
            #expect(result.code == 1)
            #expect(result.output.contains("line 2  not sent: there is no rejection 99"), "\(result.output)")
            #expect(result.errors.contains("Sent again: 1."), "\(result.errors)")
            #expect(result.errors.contains("Not read: 1 of the input's lines"), "\(result.errors)")
            #expect(!result.errors.contains("rejected again"), "\(result.errors)")

            let payload = program.directory + "/payload.json"
            try Self.stored.drop { $0 != "{" }.write(toFile: payload, atomically: true, encoding: .utf8)
            let replaced = try await retry(program, "2", "--payload", payload)
            #expect(replaced.code == 0, "\(replaced.errors)")
            try await consume(program)
            let users = try await program.query(
                "SELECT string_agg(user_id || ' ' || kafka_offset, ',' ORDER BY id) FROM user_clicks")
            #expect(users == "v7 3,v8 4")
            #expect(try await program.verify().exact)
        }
    }

    @Test func `what a broken producer sent is counted by reason, and what can be mended is mended`()
        async throws
    {
        try await TestProgram.with { program in
            let up = try await program.runOnBroker([
                "up", "--rate", "max", "--count", "3000", "--malformed", "0.3", "--duplicates", "0",
            ])
            #expect(up.code == 0, "\(up.errors)")
            let before = try await program.verify()
            let list = try object(try await rejected(program, "list", "--json", "--limit", "7").output)
            #expect(list["total"] as? Int == Int(before.rejected))
            #expect((list["rejections"] as? [Any])?.count == 7)
            let reasons = try #require(list["reasons"] as? [[String: Any]])
            #expect(reasons.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } == Int(before.rejected))
            // More than one page of them, and none twice.
            let result = try await retry(
                program, "--unresolved", "--map", "event_time=@timestamp", "--map", "user_id=@key",
                "--map", "properties.old_id=event_id", "--set", "event_type=page_view", "--json")
            #expect(result.code == 1)
            let outcomes = try result.output.split(separator: "\n").map {
                try object($0)["outcome"] as? String
            }
            let sent = outcomes.filter { $0 == "sent" }.count
            #expect(outcomes.count == Int(before.rejected))
            #expect(sent > 100)
            try await consume(program)
            let after = try await program.verify()
            #expect(after.exact)
            #expect(after.stored == before.stored + Int64(sent))
            #expect(after.rejected == before.rejected)
            let marked = try await program.query(
                "SELECT count(*) FROM rejected_clicks WHERE retried_at IS NOT NULL")
            #expect(marked == "\(sent)")
        }
    }

    @Test func `wrong ids and wrong usage are one sentence with the right exit code`() async throws {
        try await TestProgram.with { program in
            #expect(try await program.query("SELECT count(*) FROM rejected_clicks") == "0")
            let cases: [(arguments: [String], says: String)] = [
                (["show", "7"], "There is no rejection 7"), (["show", "x"], "'x'"),
                (["retry"], "Which rejections?"), (["retry", "1", "--unresolved"], "exclude each other"),
                (["retry", "1", "--input", "-"], "exclude each other"),
                (["retry", "1", "2", "--payload", "-"], "exactly one id"),
                (["retry", "1", "--limit", "5"], "--limit"),
                (["retry", "1", "--map", "price"], "field=member"),
                (["retry", "1", "--set", "prize=3"], "prize"),
                (["retry", "1", "--dry-run"], "There is no rejection 1"),
                (["list", "--reason", "bad"], "missing_field"), (["list", "--since", "soon"], "--since"),
                (["list", "--since", "2026-02-30"], "--since"),
                (["list", "--until", "2026-02-28T24:30:00Z"], "--until"),
                (["list", "--limit", "-1"], "--limit"), (["export", "--limit", "0"], "--limit"),
                (["export", "--output", "/nonexistent/x"], "--output"),
            ]
            for one in cases {
                let result = try await rejected(program, arguments: one.arguments)
                #expect(result.code == 64, "\(one.arguments): \(result.errors)")
                #expect(result.errors.contains(one.says), "\(one.arguments): \(result.errors)")
                #expect(result.output.isEmpty, "\(result.output)")
            }
            let missing = try await retry(program, "--input", "/nonexistent.ndjson")
            #expect(missing.code == 66 && missing.errors.contains("/nonexistent.ndjson"), "\(missing.errors)")
            let away = try await rejected(program, "list", "--database-url", "postgresql://127.0.0.1:1/shop")
            #expect(away.code == 69, "\(away.errors)")
            let empty = try await rejected(program, "list")
            #expect(empty.code == 0 && empty.output.contains("Nothing rejected"), "\(empty.output)")
        }
    }

    private func rejected(_ program: TestProgram, arguments: [String]) async throws -> TestProgram.Result {
        try await program.run(["rejected"] + arguments)
    }
}
