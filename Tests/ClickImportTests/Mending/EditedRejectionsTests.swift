import Testing

@testable import ClickImport

@Suite struct EditedRejectionsTests {
    private func read(_ text: String, step: Int = .max) throws -> [EditedRejections.Line] {
        var edited = EditedRejections(MemorySource(Array(text.utf8), step: step))
        var lines: [EditedRejections.Line] = []
        while let line = try edited.next() { lines.append(line) }
        return lines
    }

    private func bytes(_ text: String) -> EditedRejections.Edited.Payload { .bytes(Array(text.utf8)) }

    @Test func `payloads are strings, objects, base64 or nothing`() throws {
        let text = #"""
            {"id":1,"payload":"{\"a\":1}","reason":"x"}
            {"id":2,"payload":{"a":1.00000000000000000001, "b":"é"}}

            { "payload_base64" : "AP8=", "id" : 3 }
            {"id":4,"payload":null}
            {"id":5,"payload":"\ud83d\ude00\u0000\n"}
            """#
        let expected: [EditedRejections.Line] = [
            .edited(.init(id: 1, payload: bytes(#"{"a":1}"#)), number: 1),
            .edited(.init(id: 2, payload: bytes(#"{"a":1.00000000000000000001, "b":"é"}"#)), number: 2),
            .edited(.init(id: 3, payload: .base64(Array("AP8=".utf8))), number: 4),
            .edited(.init(id: 4, payload: .none), number: 5),
            .edited(.init(id: 5, payload: bytes("😀\0\n")), number: 6),
        ]
        #expect(try read(text) == expected)
        #expect(try read(text, step: 3) == expected)
    }

    @Test func `a line that is no edited rejection says why, and the next ones are read`() throws {
        let text = #"""
            what?
            {"payload":"{}"}
            {"id":"x","payload":"{}"}
            {"id":1}
            {"id":1,"payload":[1]}
            {"id":1,"payload":"\ud800"}
            {"id":9,"payload":"ok"}
            """#
        let lines = try read(text)
        let reasons = lines.compactMap { line -> String? in
            if case .unreadable(let reason, _) = line { return reason }
            return nil
        }
        #expect(reasons.count == 6)
        #expect(reasons[0].contains("JSON"))
        #expect(reasons[1].contains("id") && reasons[2].contains("id"))
        #expect(reasons[3].contains("payload"))
        #expect(lines.last == .edited(.init(id: 9, payload: bytes("ok")), number: 7))
    }
}
