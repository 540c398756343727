import ClickImport
import ClickModel
import Testing

@Suite struct NDJSONTests {
    private let whole =
        #"{ "event_type":"view_item" ,"event_id":"0195a5a5-0000-7000-8000-000000000001","#
        + #""event_time":1740000000250,"user_id":42,"mine":{"a":[1,{"b":2}]}}"#
    private let bare =
        #"{"event_type":"search","event_time":"2025-02-19T21:20:00Z","user_id":"u","q":"}\"{"}"#

    @Test(arguments: [1, 2, 7, .max]) func `a line with an identity is taken byte for byte`(step: Int) throws
    {
        for end in ["\n", "\r\n", ""] {
            let imported = try Imported("\u{FEFF}" + whole + end, .ndjson, step: step)
            #expect(imported.refusals == [])
            let expected = Imported.Click(line: 1, key: "42", record: whole, eventTime: 1_740_000_000_250_000)
            #expect(imported.clicks == [expected])
        }
    }

    @Test func `a line without an identity gets one that stays`() throws {
        let text = [whole, bare, bare, "", "  ", "\t" + bare].joined(separator: "\n")
        let imported = try Imported(text, .ndjson)
        #expect(imported.refusals == [])
        #expect(imported.clicks.map(\.line) == [1, 2, 3, 6])
        let ids = imported.ids
        #expect(imported.records[1] == "{\"event_id\":\"\(ids[1])\"," + bare.dropFirst())
        #expect(Set(ids).count == 4)
        #expect(try Imported(text, .ndjson).ids == ids)
        let id = try #require(EventID(parsing: ids[1]))
        #expect(id.high >> 16 == 1_740_000_000_000)
        #expect(id.high >> 12 & 0xF == 8)
    }

    @Test func `a line that is no event is refused with its number`() throws {
        let lines: [(String, String)] = [
            ("nonsense", ""), ("[]", ""), ("{}", "event_id"), ("{\"event_id\":null}", "event_id"),
            (String(whole.dropLast()), ""), (bare.replacing("search", with: "Search!"), ""),
            (#"{"event_time":1740000000250,"user_id":"u"}"#, ""),
        ]
        let text = lines.map(\.0).joined(separator: "\n") + "\n" + bare
        let imported = try Imported(text, .ndjson)
        #expect(imported.refusals.map(\.line) == Array(1...lines.count))
        #expect(imported.clicks.map(\.line) == [lines.count + 1])
        for (refusal, line) in zip(imported.refusals, lines) { #expect(refusal.reason.contains(line.1)) }
    }

    @Test func `an event far after its record's time is refused`() throws {
        #expect(try Imported(bare, .ndjson, producedAt: 1_740_000_000_000).clicks.count == 1)
        #expect(try Imported(bare, .ndjson, producedAt: 1_739_000_000_000).refusals.count == 1)
    }

    @Test(arguments: [1, 1000, .max]) func `a line beyond the limit is skipped, whatever its length`(
        step: Int
    ) throws {
        var limits = ClickLimits()
        limits.recordBytes = 200
        let text =
            String(repeating: "x", count: 100_000) + "\n" + bare + "\n" + String(repeating: "y", count: 201)
        let imported = try Imported(MemorySource(Array(text.utf8), step: step), .ndjson, limits: limits)
        #expect(imported.refusals.map(\.line) == [1, 3])
        #expect(imported.refusals[0].description == "line 1: the line has more than 200 bytes.")
        #expect(imported.clicks.map(\.line) == [2])
    }

    @Test func `an empty file has no events`() throws {
        #expect(try Imported("", .ndjson).clicks.isEmpty)
        #expect(try Imported("\u{FEFF}\n\n", .ndjson).refusals.isEmpty)
    }
}
