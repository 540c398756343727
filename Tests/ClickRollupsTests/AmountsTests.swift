import Testing

@testable import ClickRollups

@Suite struct AmountsTests {
    @Test func `amounts of one owner are kept by currency, apart from those of others`() {
        var amounts = Amounts()
        var first: Int32 = -1
        var second: Int32 = -1
        let euro = CurrencyCode(rawValue: 0x45_5552)
        amounts.add(10, euro, to: &first)
        amounts.add(7, .unknown, to: &first)
        amounts.add(1, euro, to: &second)
        amounts.add(-3, euro, to: &first)
        amounts.add(Int128(Int64.max) * 4_000_000_000, .unknown, to: &first)
        var found: [CurrencyCode: Int128] = [:]
        amounts.forEach(from: first) { found[$0] = $1 }
        #expect(found == [euro: 7, .unknown: Int128(Int64.max) * 4_000_000_000 + 7])
        found = [:]
        amounts.forEach(from: second) { found[$0] = $1 }
        #expect(found == [euro: 1])
        amounts.forEach(from: -1) { _, _ in Issue.record("an empty chain holds nothing") }
    }
}
