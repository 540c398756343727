import ClickModel
import Testing

@Suite struct EventIDTests {
    @Test func `version 7 has the time, the version and the variant at their places`() {
        // The example of RFC 9562, appendix A.6.
        let id = EventID.v7(millisecond: 0x017F_22E2_79B0, randomA: 0xCC3, randomB: 0x18C4_DC0C_0C07_398F)
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test func `stray bits never reach the version, the variant or the time`() {
        let seven = EventID.v7(millisecond: 1, randomA: 0xFFFF, randomB: .max)
        #expect(seven.description == "00000000-0001-7fff-bfff-ffffffffffff")
        let eight = EventID.v8(millisecond: -1, hashA: 0xF000, hashB: 0xC000_0000_0000_0000)
        #expect(eight.description == "00000000-0000-8000-8000-000000000000")
    }

    @Test func `what is printed is parsed, in either case`() {
        var seed: UInt64 = 42
        for _ in 0..<1000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let id = EventID(high: seed, low: ~seed &* 31)
            #expect(EventID(parsing: id.description) == id)
            #expect(EventID(parsing: id.description.uppercased()) == id)
        }
    }

    @Test(arguments: [
        "", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017f22e279b0-7cc3-98c4-dc0c0c07398f-", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2-79b0-7cc3-98c4_dc0c0c07398f", "017f22e279b07cc398c4dc0c0c07398f",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398}", "017f22e2-79b0-7cc3-98c4-dc0c0c0739é",
    ]) func `anything else is refused`(text: String) {
        #expect(EventID(parsing: text) == nil)
    }

    @Test func `ids of later milliseconds sort later`() {
        let early = EventID.v7(millisecond: 1_700_000_000_000, randomA: 0xFFF, randomB: .max)
        let late = EventID.v7(millisecond: 1_700_000_000_001, randomA: 0, randomB: 0)
        #expect(early.high < late.high)
        #expect(early.description < late.description)
    }
}
