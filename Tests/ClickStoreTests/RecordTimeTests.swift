import Testing

@testable import ClickStore

@Suite struct RecordTimeTests {
    @Test func `a sensible timestamp is kept to the millisecond`() {
        #expect(RecordTime.microseconds(milliseconds: 1_772_366_400_125) == 1_772_366_400_125_000)
        #expect(RecordTime.microseconds(milliseconds: -1) == -1000)
    }

    @Test(arguments: [
        Int64.min, -62_135_596_800_001, 253_402_300_800_000, 4_700_000_000_000_000_000, Int64.max,
    ])
    func `an absurd one becomes a time that PostgreSQL knows`(milliseconds: Int64) {
        let time = RecordTime.microseconds(milliseconds: milliseconds)
        #expect(time >= -62_135_596_800_000_000)
        #expect(time < 253_402_300_800_000_000)
    }
}
