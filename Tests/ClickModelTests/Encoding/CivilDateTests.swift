import ClickModel
import Testing

@Suite struct CivilDateTests {
    @Test func `each day follows the one before it, over 800 years and through all leap rules`() throws {
        var date = CivilDate(daysSinceEpoch: -146_097)
        #expect(date == CivilDate(year: 1570, month: 1, day: 1))
        for days in (-146_096)...146_097 {
            let next = CivilDate(daysSinceEpoch: days)
            let following =
                CivilDate(year: date.year, month: date.month, day: date.day + 1)
                ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
                ?? CivilDate(year: date.year + 1, month: 1, day: 1)
            try #require(next == following)
            try #require(next.daysSinceEpoch == days)
            date = next
        }
        #expect(date == CivilDate(year: 2370, month: 1, day: 1))
    }

    @Test func `dates that do not exist are refused`() {
        #expect(CivilDate(year: 2023, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2024, month: 13, day: 1) == nil)
        #expect(CivilDate(year: 2024, month: 0, day: 1) == nil)
        #expect(CivilDate(year: 2024, month: 4, day: 31) == nil)
        #expect(CivilDate(year: 2024, month: 4, day: 0) == nil)
        #expect(CivilDate(year: 10_000, month: 1, day: 1) == nil)
        #expect(CivilDate(year: -1, month: 1, day: 1) == nil)
    }
}
