import Foundation
import Testing

@testable import ClickConsole

@Suite struct JSONReaderTests {
    @Test(arguments: [
        #"{"a":[1,-2.5e+3,true,false,null,"x\"\\\/\b\f\n\r\té😀"],"b":{}}"#, "[]", "\"\"", "0",
        "  { \"a\" : [ ] }\n",
    ])
    func `what is JSON is read, and written again as the same`(text: String) throws {
        let value = try #require(JSONReader.read(Array(text.utf8)))
        let expected = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        let written = try JSONSerialization.jsonObject(
            with: Data(value.text.utf8), options: .fragmentsAllowed)
        #expect(written as? NSObject == expected as? NSObject)
    }

    @Test func `a number keeps its digits`() {
        let digits = "12345678901234567890.123456789012345678901234567890"
        #expect(JSONReader.read(Array(digits.utf8)) == .number(digits))
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":}", "{\"a\" 1}", "01", "1.", "-", "+1", "nul", "\"\u{1}\"", "\"a", "[1] 2",
        "{\"a\":1,}", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "'a'", "NaN", "[1 2]",
    ])
    func `what is none is refused`(text: String) { #expect(JSONReader.read(Array(text.utf8)) == nil) }

    @Test func `bytes that are no UTF-8 and endless depth are refused`() {
        #expect(JSONReader.read([0x22, 0xFF, 0x22]) == nil)
        #expect(JSONReader.read([UInt8](repeating: UInt8(ascii: "["), count: 100_000)) == nil)
    }

    @Test func `half a pair of surrogates is shown as a replacement`() {
        #expect(JSONReader.read(Array(#""\ud83d x""#.utf8)) == .string("\u{FFFD} x"))
    }
}
