import Foundation
import Testing

@testable import ClickConsole

@Suite struct KafkaTextTests {
    @Test(arguments: [0, 951_782_400_123, 1_709_164_800_000, 1_795_835_649_878, 4_102_444_800_000, -1])
    func `a time is written as Foundation writes it, and read again`(milliseconds: Int64) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        let text = UTCTime.text(milliseconds: milliseconds)
        if milliseconds >= 0 { #expect(text == date.formatted(style)) }
        #expect(UTCTime.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [Int64.min, Int64.min + 1, .max])
    func `any number is some time`(milliseconds: Int64) {
        #expect(UTCTime.text(milliseconds: milliseconds).hasSuffix("Z"))
    }

    @Test func `a time is read with and without its parts`() {
        #expect(UTCTime.milliseconds("1970-01-02") == 86_400_000)
        #expect(UTCTime.milliseconds("1970-01-01T01:00+01:00") == 0)
        #expect(UTCTime.milliseconds("1970-01-01 00:00:01.5Z") == 1500)
        #expect(UTCTime.milliseconds("1500") == 1500)
        for text in [
            "", "yesterday", "1970-13-01", "1970-01-01T25:00", "1970-01-01T00:00:00.Z", "1970-01-01T0",
        ] {
            #expect(UTCTime.milliseconds(text) == nil, "\(text)")
        }
    }

    @Test func `bytes that are no text are shown as digits, and a cut is told`() {
        #expect(ShownBytes(Array("Grüße\n".utf8)).kind == .text)
        let binary = ShownBytes([0, 1, 0xFE])
        #expect(binary.kind == .hex && binary.text == "0001fe" && !binary.isCut)
        let cut = ShownBytes(Array("aü".utf8.dropLast()), size: 100)
        #expect(cut.kind == .text && cut.text == "a" && cut.isCut && cut.size == 100)
        let long = ShownBytes([UInt8](repeating: 0, count: 10_000))
        #expect(long.text.utf8.count == 8192 && long.isCut)
    }

    @Test func `a form is read as browsers send it`() {
        let fields = FormFields.parse("name=a+b&value=%7B%22x%22%3A1%7D&empty=&bare&plus=%2B") ?? []
        #expect(fields.map(\.name) == ["name", "value", "empty", "bare", "plus"])
        #expect(fields.map(\.value) == ["a b", "{\"x\":1}", "", "", "+"])
        #expect(FormFields.parse("a=%ff") == nil)
    }

    @Test(arguments: [
        ("Shoes", "red SHOES and socks", true), ("x", "", false), ("shoe", "hoes", false),
        ("größe", "GRÖSSE GRÖßE", true), ("aab", "aaab", true), ("", "anything", true),
    ])
    func `a text is found whatever the case of its letters`(text: String, bytes: String, isIn: Bool) {
        #expect(TextFinder(text).isIn(Array(bytes.utf8)) == isIn)
    }

    @Test(arguments: ["a", "website_clicks", "A.b-C_9"]) func `a name is a topic's`(name: String) {
        #expect(TopicName.isValid(name))
    }

    @Test(arguments: ["", ".", "..", "a b", "a/b", "ü", "<script>", String(repeating: "a", count: 250)])
    func `a name is no topic's`(name: String) { #expect(!TopicName.isValid(name)) }

    @Test func `a cursor survives its text, and nonsense is none`() {
        #expect(MessageCursor.parse(MessageCursor.text([(0, 12), (3, 5)])) == [0: 12, 3: 5])
        for text in ["x", "1", "1:2:3", "-1:2", "1:-2", "1:99999999999999999999"] {
            #expect(MessageCursor.parse(text) == nil, "\(text)")
        }
    }
}
