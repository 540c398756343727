import ClickModel
import Testing

@Suite struct ClickWriterTests {
    /// The object that `write` makes.
    private func written(_ write: (inout ClickWriter) -> Void) -> String {
        var writer = ClickWriter(capacity: 0)
        writer.begin()
        write(&writer)
        writer.end()
        return writer.string
    }

    @Test func `a click is one object with its members in the order of the calls`() {
        let json = written { writer in
            writer.eventID(EventID(high: 0x0195_5555_AAAA_7001, low: 0x8000_0000_0000_0002))
            writer.text(.eventType, "purchase")
            writer.eventTime(microseconds: 1_740_000_000_250_000)
            writer.text(.userID, [UInt8]("u-1".utf8))
            writer.price(tenThousandths: 199_900)
            writer.integer(.quantity, 2)
            writer.bool(.isBot, false)
            Array(#"{"a":[1,2]}"#.utf8).withUnsafeBytes { writer.properties(rawJSON: $0) }
        }
        #expect(
            json == """
                {"event_id":"01955555-aaaa-7001-8000-000000000002","event_type":"purchase",\
                "event_time":"2025-02-19T21:20:00.250Z","user_id":"u-1","price":19.99,"quantity":2,\
                "is_bot":false,"properties":{"a":[1,2]}}
                """)
    }

    @Test func `an object without members is empty`() {
        #expect(written { _ in } == "{}")
        #expect(written { $0.members(UnsafeRawBufferPointer(start: nil, count: 0)) } == "{}")
    }

    @Test func `what JSON wants escaped is escaped, and nothing else`() {
        let text = "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\/é€😀\u{7F}\u{2028}"
        #expect(
            written { $0.text(.pageTitle, text) }
                == #"{"page_title":"\u0000\u0001\b\t\n\u000b\f\r\u001f \"\\/é€😀"# + "\u{7F}\u{2028}\"}")
    }

    @Test(arguments: 0..<40) func `an escape is found at any place of a long text`(place: Int) {
        for (special, escape) in [("\"", "\\\""), ("\\", "\\\\"), ("\n", "\\n"), ("\u{1F}", "\\u001f")] {
            let before = String(repeating: "a", count: place)
            let after = String(repeating: "ü", count: 40 - place)
            #expect(
                written { $0.text(.brand, before + special + after) }
                    == "{\"brand\":\"\(before)\(escape)\(after)\"}")
        }
    }

    @Test func `the same text goes in as a string, a literal, an array, a buffer or borrowed bytes`() {
        let expected = #"{"category":"a\"b"}"#
        #expect(written { $0.text(.category, "a\"b") } == expected)
        #expect(written { $0.text(.category, "a\"b" as String) } == expected)
        let bytes = Array("a\"b".utf8)
        #expect(written { $0.text(.category, bytes) } == expected)
        #expect(written { writer in bytes.withUnsafeBytes { writer.text(.category, $0) } } == expected)
        #expect(
            written { writer in bytes.withUnsafeBufferPointer { writer.text(.category, $0) } } == expected)
        let borrowed = written { writer in
            bytes.withUnsafeBufferPointer {
                writer.text(.category, BorrowedBytes(start: $0.baseAddress, count: $0.count))
            }
        }
        #expect(borrowed == expected)
        let parts = written { writer in
            bytes.withUnsafeBytes {
                writer.text(
                    .category, UnsafeRawBufferPointer(rebasing: $0[..<1]),
                    UnsafeRawBufferPointer(rebasing: $0[1...]))
            }
        }
        #expect(parts == expected)
    }

    @Test func `a text far larger than the buffer is written whole`() {
        let text = String(repeating: "0123456789\"", count: 100_000)
        let json = written { $0.text(.pageURL, text) }
        #expect(json.utf8.count == 100_000 * 12 + #"{"page_url":""}"#.utf8.count)
        #expect(json.hasSuffix("9\\\"\"}"))
    }

    @Test(arguments: [
        (0, #""1970-01-01T00:00:00.000Z""#),
        (-1, #""1969-12-31T23:59:59.999999Z""#),
        (951_782_400_000_000, #""2000-02-29T00:00:00.000Z""#),
        (1_709_251_199_999_000, #""2024-02-29T23:59:59.999Z""#),
        (1_740_000_000_000_001, #""2025-02-19T21:20:00.000001Z""#),
        (253_402_300_799_999_999, #""9999-12-31T23:59:59.999999Z""#),
        (253_402_300_800_000_000, "253402300800000"),
        (-62_167_219_200_000_000, #""0000-01-01T00:00:00.000Z""#),
        (-62_167_219_200_000_001, "-62167219200000"),
        (Int64.max, "9223372036854775"),
        (Int64.min, "-9223372036854775"),
    ]) func `times are RFC 3339 in UTC`(microseconds: Int64, expected: String) {
        #expect(written { $0.eventTime(microseconds: microseconds) } == "{\"event_time\":\(expected)}")
    }

    @Test(arguments: [
        (0, "0"), (1, "0.0001"), (10, "0.001"), (100, "0.01"), (1000, "0.1"), (10_000, "1"),
        (199_900, "19.99"), (-5, "-0.0005"), (-199_950, "-19.995"), (123_456_789, "12345.6789"),
        (Int64.max, "922337203685477.5807"), (Int64.min, "-922337203685477.5808"),
    ]) func `prices are exact and have no trailing zeros`(tenThousandths: Int64, expected: String) {
        #expect(written { $0.price(tenThousandths: tenThousandths) } == "{\"price\":\(expected)}")
    }

    @Test func `integers reach from one end to the other`() {
        #expect(written { $0.integer(.quantity, .max) } == #"{"quantity":9223372036854775807}"#)
        #expect(written { $0.integer(.quantity, .min) } == #"{"quantity":-9223372036854775808}"#)
        #expect(written { $0.integer(.quantity, 0) } == #"{"quantity":0}"#)
    }

    @Test func `members that were encoded once can be written many times`() {
        var common = ClickWriter()
        common.begin()
        common.text(.device, "mobile")
        common.bool(.isBot, false)
        let members = common.withMembers { [UInt8]($0) }
        var writer = ClickWriter()
        for _ in 0..<2 {
            writer.begin()
            members.withUnsafeBytes { writer.members($0) }
            writer.text(.os, "Android")
            writer.end()
            let json = writer.string
            #expect(json == #"{"device":"mobile","is_bot":false,"os":"Android"}"#)
        }
    }

    @Test func `properties are written member by member`() {
        let json = written { writer in
            writer.text(.brand, "{")
            writer.beginProperties()
            writer.property("lines", integer: -2)
            writer.property("total", tenThousandths: 1_234_500)
            writer.property("paid \"by\"", text: "card\n")
            Array("a\\b".utf8).withUnsafeBytes { writer.property(name: $0, text: $0) }
            writer.endProperties()
            writer.bool(.isBot, true)
        }
        #expect(
            json == #"{"brand":"{","properties":{"lines":-2,"total":123.45,"paid \"by\"":"card\n","#
                + #""a\\b":"a\\b"},"is_bot":true}"#)
        #expect(
            written {
                $0.beginProperties(); $0.endProperties()
            } == #"{"properties":{}}"#)
    }

    @Test func `a record can be taken whole, and cut`() {
        var writer = ClickWriter()
        Array("{\"a\":1}".utf8).withUnsafeBytes { writer.copy($0) }
        let whole = writer.string
        #expect(whole == "{\"a\":1}")
        writer.truncate(to: 3)
        let (cut, count) = (writer.string, writer.count)
        #expect(cut == "{\"a")
        #expect(count == 3)
    }
}
