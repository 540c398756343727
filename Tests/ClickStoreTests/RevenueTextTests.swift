import ClickRollups
import Testing

@testable import ClickStore

@Suite struct RevenueTextTests {
    private func text(_ amounts: [(UInt32, Int128)]) -> String {
        var text = RevenueText()
        // Once before: what is left of the last text must not show.
        for _ in 0..<2 {
            text.begin()
            for (currency, amount) in amounts { text.append(CurrencyCode(rawValue: currency), amount) }
            text.end()
        }
        return text.string
    }

    private let euro: UInt32 = 0x45_5552
    private let yen: UInt32 = 0x4a_5059

    @Test func `amounts are exact decimals by currency`() {
        #expect(text([(euro, 125_000)]) == #"{"EUR":12.5000}"#)
        #expect(text([(euro, 0), (yen, 10_000)]) == #"{"EUR":0.0000,"JPY":1.0000}"#)
        #expect(text([(euro, 7), (yen, -7)]) == #"{"EUR":0.0007,"JPY":-0.0007}"#)
        #expect(text([(euro, 12_345_678)]) == #"{"EUR":1234.5678}"#)
        #expect(text([]) == "{}")
    }

    @Test func `the largest sums have all their digits`() {
        #expect(text([(euro, Int128.max)]) == #"{"EUR":17014118346046923173168730371588410.5727}"#)
        #expect(text([(euro, Int128.min)]) == #"{"EUR":-17014118346046923173168730371588410.5728}"#)
    }
}
