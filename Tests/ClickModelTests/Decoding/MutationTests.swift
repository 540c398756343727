import ClickModel
import Testing

/// Random damage to valid events: whatever it is, the answer is the same twice, whichever decoder gives it,
/// and what is accepted obeys the event's rules.
@Suite struct `Damaged events` {
    private static let samples = [
        EventText().text,
        EventText().with("page_title", #""Caf\u00e9 \"noir\" \ud83e\ude91 é€𝄞""#).with("price", "-12.3456e2")
            .with("quantity", "3").with("currency", #""eur""#).with("is_bot", "true").adding(
                "extra", "[1,{\"a\":null}]"
            )
            .with("properties", #"{"a":{"b":[1.5e3,"\n",true,false,null]},"c":"d"}"#).text,
        EventText().with("user_id", "12345").with("event_time", "1772366400123").adding(
            #"\u0061\u0062"#, "{}"
        ).text,
    ]

    private static let fragments: [[UInt8]] =
        [
            "\"", "\\", "{", "}", "[", "]", ":", ",", "null", "true", "0", "-", "1e9999", "\\u0000",
            "\\ud800", "\\udc00", "\0", "\n",
            " ", "\"a\":1,", "99999999999999999999", "\u{feff}", "é", "\"price\":", "\"event_id\":", "\\\"",
            "1.5", "{\"a\":",
        ].map { Array($0.utf8) } + [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0x80]]

    private func damage(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: 0...changed.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: if at < changed.count { changed[at] = UInt8.random(in: 0...255, using: &random) }
            case 1: if at < changed.count { changed[at] ^= 1 << UInt8.random(in: 0...7, using: &random) }
            case 2:
                changed.removeSubrange(at..<min(changed.count, at + Int.random(in: 0...20, using: &random)))
            case 3: changed.insert(contentsOf: Self.fragments.randomElement(using: &random) ?? [], at: at)
            case 4:
                let end = min(changed.count, at + Int.random(in: 0...30, using: &random))
                changed.insert(
                    contentsOf: changed[at..<end], at: Int.random(in: 0...changed.count, using: &random))
            default: changed.removeSubrange(at...)
            }
        }
        return changed
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `get the same answer twice`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let decoder = ClickDecoder(seed: seed)
        let other = ClickDecoder(seed: ~seed)
        var accepted = 0
        for round in 0..<4000 {
            let sample = Self.samples[round % Self.samples.count]
            let bytes = damage(Array(sample.utf8), &random)
            let first = decoder.answer(bytes)
            var isRight = first == decoder.answer(bytes) && first == other.answer(bytes)
            switch first {
            case .success(let click):
                accepted += 1
                isRight = isRight && isProper(click)
            case .failure(let rejection):
                isRight = isRight && rejection.detail.hasSuffix(".") && !rejection.detail.utf8.contains(0)
            }
            if !isRight {
                Issue.record(
                    "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self)): \(first)")
            }
        }
        // Damage inside of a text leaves an event, so the test says something about both outcomes.
        #expect(accepted > 50)
    }

    private func isProper(_ click: Snapshot) -> Bool {
        if click.fields.values.contains(where: { $0.utf8.contains(0) }) { return false }
        if click["user_id"]?.isEmpty != false { return false }
        guard let properties = click["properties"] else { return true }
        // What was kept is one JSON object: it is accepted again, as an event's own properties, and stays.
        let again = ClickDecoder().answer(EventText().with("properties", properties))
        return (try? again.get())?["properties"] == properties
    }

    @Test func `random bytes are never an event`() {
        var random = SeededRandom(seed: 99)
        let decoder = ClickDecoder()
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            if decoder.answer(bytes).failure == nil { Issue.record("accepted: \(bytes)") }
        }
    }

    @Test func `random tokens in random order are never misread`() {
        var random = SeededRandom(seed: 100)
        let decoder = ClickDecoder()
        for _ in 0..<5000 {
            var bytes: [UInt8] = [UInt8(ascii: "{")]
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                bytes += Self.fragments.randomElement(using: &random) ?? []
            }
            bytes.append(UInt8(ascii: "}"))
            if decoder.answer(bytes).failure == nil { Issue.record("accepted: \(bytes)") }
        }
    }
}
