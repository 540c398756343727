import ClickModel
import Testing

@Suite struct `Records that are no event` {
    private let decoder = ClickDecoder()

    private func rejection(_ text: String) -> ClickRejection? { decoder.answer(text).failure }
    private func rejection(_ bytes: [UInt8]) -> ClickRejection? { decoder.answer(bytes).failure }

    /// A valid event with `json` as a member that has no column.
    private func extra(_ json: String) -> ClickRejection? {
        rejection(EventText().adding("extra", json).text)
    }

    @Test func `an empty record is empty`() {
        #expect(rejection([])?.reason == .empty)
        #expect(rejection(" \n\t\r ")?.reason == .empty)
    }

    @Test func `other JSON is not an object`() {
        for text in ["null", "true", "false", "[]", #"[{"a":1}]"#, "7", "-0.5e3", #""text""#, " 1 "] {
            #expect(rejection(text)?.reason == .notAnObject, "\(text)")
        }
    }

    @Test(arguments: [
        "hello", "{", "}", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}", "{\"a\":1}}", "{\"a\":1}{\"b\":2}", "{\"a\":1} x", "{\"a\":[1,]}", "{\"a\":[1 2]}",
        "{\"a\":[}", "{\"a\":{]}",
        "{\"a\":{\"b\"}}", "{\"a\":{\"b\":}}", "{\"a\":{,}}", "{\"a\":{\"b\":1,}}", "{\"a\":tru}",
        "{\"a\":nulll}", "{\"a\":True}",
        "{\"a\":+1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":--1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}", "{\"a\":0x10}", "{\"a\":1x}", "{\"a\":\"b\"c}", "{\"a\":1\"b\"}",
        "{\"a\":\"b\":1},\"c\":2}",
        "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u12\"}", "{\"\\x\":1}", "{\"a\":\"open}",
        "{\"a\":1",
        "{\"a\":{\"b\":1}", "{\"a\":\"tab\there\"}", "{\"a\":\"line\nbreak\"}", "{\"a\":\u{c}1}",
        "{\"a\":\u{1a}1}", "{\"a\":1]",
        "{\"price\":01}", "{\"price\":1.}", "{\"price\":-}", "{\"price\":tru}", "{\"price\":1,2}",
        "{\"price\":\"1\":2}",
        "{\"page_url\":\"\\q\"}", "{\"page_url\":[1,}", "{\"page_url\":]}", "{\"page_url\":,\"a\":1}",
        "{} {}", "/* */{}",
    ])
    func `what is not JSON is not JSON`(text: String) {
        let found = rejection(text)
        #expect(found?.reason == .notJSON, "\(text): \(String(describing: found))")
    }

    @Test func `a record cut anywhere is rejected`() {
        let whole = Array(EventText().adding("extra", #"{"a":[1,"é",null]}"#).text.utf8)
        #expect(rejection(whole) == nil)
        for end in 0..<whole.count {
            let found = rejection(Array(whole[..<end]))
            #expect(found != nil, "cut at \(end)")
            #expect(
                found.map { [.notJSON, .empty, .invalidUTF8].contains($0.reason) } == true, "cut at \(end)")
        }
    }

    @Test func `a byte order mark is named`() {
        let found = rejection([0xef, 0xbb, 0xbf] + Array(EventText().text.utf8))
        #expect(found?.reason == .notJSON)
        #expect(found?.detail.contains("byte order mark") == true)
    }

    @Test func `bad UTF-8 is found wherever it is`() {
        let sequences: [[UInt8]] = [
            [0xff], [0x80], [0xc0, 0x80], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [0xf8, 0x88, 0x80, 0x80, 0x80], [0xe0, 0x80, 0xaf],
        ]
        for sequence in sequences {
            for name in ["page_title", "extra"] {
                let parts = EventText().with(name, #""x@y""#).text.utf8.split(separator: UInt8(ascii: "@"))
                let found = rejection(Array(parts[0]) + sequence + Array(parts[1]))
                #expect(found?.reason == .invalidUTF8, "\(sequence)")
            }
            #expect(rejection(sequence)?.reason == .invalidUTF8, "\(sequence)")
        }
        #expect(
            rejection(Array(#"{"a":"x"#.utf8) + [0xff] + Array(#""}"#.utf8))?.detail.contains(
                "0xFF at byte 7") == true)
    }

    @Test func `half of a surrogate pair is no character`() {
        for text in [#"\ud800"#, #"\udc00"#, #"\ud800\u0041"#, #"\ud800\ud800"#, #"\ud83d x"#, #"\uD83D\n"#] {
            #expect(extra("\"\(text)\"")?.reason == .invalidUTF8, "\(text)")
            #expect(extra("{\"\(text)\":1}")?.reason == .invalidUTF8, "\(text)")
            #expect(
                rejection(EventText().with("page_title", "\"\(text)\"").text)?.reason == .invalidUTF8,
                "\(text)")
            #expect(rejection(EventText().adding(text, "1").text)?.reason == .invalidUTF8, "\(text)")
        }
    }

    @Test func `NUL is refused in every form and place`() {
        #expect(extra(#""a\u0000b""#)?.reason == .nulCharacter)
        #expect(extra(#"[{"a":["\u0000"]}]"#)?.reason == .nulCharacter)
        #expect(extra(#"{"\u0000":1}"#)?.reason == .nulCharacter)
        #expect(rejection(EventText().adding(#"\u0000"#, "1").text)?.reason == .nulCharacter)
        #expect(rejection(EventText().with("user_id", #""\u0000""#).text)?.reason == .nulCharacter)
        #expect(rejection(EventText().with("properties", #"{"a":"\u0000"}"#).text)?.field == "properties")
        #expect(rejection(EventText().text + "\0")?.reason == .nulCharacter)
        #expect(rejection("\0" + EventText().text)?.reason == .nulCharacter)
        #expect(rejection("{\"a\":\"x\0y\"}")?.reason == .nulCharacter)
        #expect(rejection("{\"a\":\0}")?.reason == .nulCharacter)
        #expect(rejection([0])?.reason == .nulCharacter)
    }

    @Test func `a name may be there once`() {
        for (name, json) in [
            ("user_id", #""u2""#), ("extra", "1"), ("properties", "{}"), ("page_url", "null"),
        ] {
            let event = EventText().adding("extra", "1").adding("properties", "{}").adding("page_url", "null")
            let found = rejection(event.adding(name, json).text)
            #expect(found?.reason == .duplicateField, "\(name)")
            #expect(found?.field == name)
            #expect(found?.detail.contains(name) == true)
        }
        #expect(rejection(EventText().adding(#"user\u005fid"#, "1").text)?.reason == .duplicateField)
        #expect(
            rejection(EventText().adding("x_y", "1").adding(#"x\u005fy"#, "1").text)?.reason
                == .duplicateField)
        let both = #"{"extra":2}"#
        #expect(
            rejection(EventText().adding("extra", "1").with("properties", both).text)?.reason
                == .duplicateField)
        #expect(
            rejection(EventText().with("properties", both).adding("extra", "1").text)?.reason
                == .duplicateField)
        #expect(extra(#"{"a":1,"b":{"a":1},"a":2}"#)?.reason == .duplicateField)
        #expect(extra(#"[{"a":1,"a":1}]"#)?.reason == .duplicateField)
        #expect(extra(#"[{"a":1},{"a":1},{"a":{"a":1},"b":{"a":1}}]"#) == nil)
    }

    @Test func `long names that differ late differ`() {
        let stem = String(repeating: "n", count: 300)
        #expect(rejection(EventText().adding(stem + "1", "1").adding(stem + "2", "2").text) == nil)
        #expect(
            rejection(EventText().adding(stem + "1", "1").adding(stem + "1", "2").text)?.reason
                == .duplicateField)
    }

    @Test func `nesting has a limit`() {
        // The record's own object is the first level.
        let deepest = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
        #expect(extra(deepest) == nil)
        #expect(extra("[" + deepest + "]")?.reason == .tooDeep)
        let objects = String(repeating: #"{"a":"#, count: 100_000)
        #expect(extra(objects)?.reason == .tooDeep)
        #expect(extra(objects + "1" + String(repeating: "}", count: 100_000))?.reason == .tooDeep)
        #expect(rejection(EventText().with("user_id", "[" + deepest + "]").text)?.reason == .tooDeep)
    }

    @Test func `fields have a limit that takes no time to find`() {
        let names = (0..<8192 - 5).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(extra("{\(names)}") == nil)
        #expect(extra("{\(names),\"one\":1}")?.reason == .tooManyFields)
        let top = (0..<9000).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(rejection("{\(top)}")?.reason == .tooManyFields)
    }

    @Test func `numbers that numeric could not hold are refused, wherever they are`() {
        let digits = String(repeating: "9", count: 1000)
        #expect(extra(digits) == nil)
        for number in [digits + "9", "1e1001", "1E-1001", "-1e999999999999999999999", "0e1001"] {
            #expect(extra(number)?.reason == .numberOutOfRange, "\(number)")
            #expect(extra("{\"a\":[\(number)]}")?.reason == .numberOutOfRange, "\(number)")
        }
        for number in ["1e1000", "-1.5E-1000", "0", "-0.0", "1e+5", "123456789012345678901234567890.5"] {
            #expect(extra(number) == nil, "\(number)")
        }
    }

    @Test func `a record may be as large as the limit and no larger`() {
        let frame = EventText().with("extra", "\"\"").text.utf8.count
        let most = ClickLimits().recordBytes
        #expect(extra("\"" + String(repeating: "x", count: most - frame) + "\"") == nil)
        #expect(extra("\"" + String(repeating: "x", count: most - frame + 1) + "\"")?.reason == .tooLarge)
    }

    @Test func `a string of ten megabytes is taken or refused as the limits say`() {
        let long = "\"" + String(repeating: "é", count: 5_000_000) + "\""
        #expect(extra(long)?.reason == .tooLarge)
        var limits = ClickLimits()
        limits.recordBytes = 16 << 20
        let large = ClickDecoder(limits: limits)
        #expect(large.answer(EventText().adding("extra", long)).failure == nil)
        #expect(large.answer(EventText().with("page_title", long)).failure?.reason == .tooLong)
        let escaped = "\"" + String(repeating: #"\u00e9"#, count: 1_000_000) + "\""
        #expect(large.answer(EventText().with("page_title", escaped)).failure?.reason == .tooLong)
        #expect(large.answer(String(repeating: "[", count: 10 << 20)).failure?.reason == .notAnObject)
        #expect(large.answer(String(repeating: "{\"a\":", count: 2 << 20)).failure != nil)
        #expect(large.answer(String(repeating: " ", count: 10 << 20)).failure?.reason == .empty)
    }

    @Test func `limits out of range are brought into it`() {
        var least = ClickLimits()
        (least.recordBytes, least.nestingDepth, least.members) = (-1, 0, -5)
        (least.numberBytes, least.numberExponent) = (-1, -1)
        #expect(ClickDecoder(limits: least).answer(EventText()).failure?.reason == .tooLarge)
        #expect(ClickDecoder(limits: least).answer("{}").failure?.reason == .missingField)
        var most = ClickLimits()
        (most.nestingDepth, most.members) = (.max, .max)
        (most.numberBytes, most.numberExponent) = (.max, .max)
        let decoder = ClickDecoder(limits: most)
        let deep = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(decoder.answer(EventText()).failure == nil)
        #expect(decoder.answer(EventText().adding("extra", deep)).failure?.reason == .tooDeep)
        #expect(decoder.answer(EventText().adding("extra", "1e6001")).failure?.reason == .numberOutOfRange)
    }

    @Test func `sentences are short and quote little`() {
        let secret = String(repeating: "s", count: 100_000)
        for text in [
            "{\"a\":1} \(secret)", secret, "[\"\(secret)\"]", "{\"\(secret)\":1,\"\(secret)\":2}",
            EventText().with("event_id", "\"\(secret)\"").text,
            EventText().with("price", "\"\(secret)\"").text,
            EventText().with("price", String(repeating: "1", count: 100_000)).text,
        ] {
            let found = rejection(text)
            #expect(found != nil)
            #expect((found?.detail.utf8.count ?? .max) < 400)
            #expect((found?.field?.utf8.count ?? 0) < 100)
        }
    }
}
