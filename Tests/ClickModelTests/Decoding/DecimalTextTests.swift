import ClickModel
import Testing

@Suite struct `Decimal text` {
    private func units(_ text: String) -> Int64? { withBytes(text) { DecimalText.tenThousandths($0) } }

    @Test func `prices are exact to four decimals`() {
        let cases: [(String, Int64)] = [
            ("0", 0), ("-0", 0), ("0.0000", 0), ("1", 10_000), ("-1", -10_000), ("129.9", 1_299_000),
            ("0.1", 1000), ("0.0001", 1), ("19.99", 199_900), ("1005.25", 10_052_500),
            ("4.35", 43_500), ("1.0049999999999998934", 10_050), ("999999999999.9999", 9_999_999_999_999_999),
            ("-999999999999.9999", -9_999_999_999_999_999), ("900719925474.0993", 9_007_199_254_740_993),
        ]
        for (text, expected) in cases { #expect(units(text) == expected, "\(text)") }
    }

    @Test func `halves go away from zero`() {
        let cases: [(String, Int64)] = [
            ("0.00005", 1), ("0.00004999999999999999999999", 0), ("-0.00005", -1), ("0.00015", 2),
            ("0.00025", 3),
            ("1.00005", 10_001), ("0.99995", 10_000), ("-0.99995", -10_000), ("0.000049", 0), ("0.5e-4", 1),
        ]
        for (text, expected) in cases { #expect(units(text) == expected, "\(text)") }
    }

    @Test func `exponents shift the point`() {
        let cases: [(String, Int64?)] = [
            ("1e2", 1_000_000), ("1E+2", 1_000_000), ("12.5e-1", 12_500), ("0.0000000001e10", 10_000),
            ("1e-4", 1),
            ("1e-5", 0), ("5e-5", 1), ("9e-6", 0), ("1e11", 1_000_000_000_000_000), ("1e12", nil),
            ("0.1e12", 1_000_000_000_000_000),
            ("0e999999999999999999999", 0), ("0.000e-5", 0), ("1e-999999999999999999999", 0),
            ("1e999999999999999999999", nil),
            ("1000000000000", nil), ("0.00000000000000000000000000000001e31", 1000),
        ]
        for (text, expected) in cases { #expect(units(text) == expected, "\(text)") }
    }

    @Test func `any spelling of a number has the same value`() {
        var random = SeededRandom(seed: 20_260_301)
        for _ in 0..<5000 {
            let expected = Int64.random(in: -9_999_999_999_999_999...9_999_999_999_999_999, using: &random)
            let sign = expected < 0 ? "-" : ""
            let digits = String(expected.magnitude)
            // Digits, then zeros that an exponent takes back, or a point that it moves.
            let zeros = Int.random(in: 0...20, using: &random)
            #expect(units("\(sign)\(digits)e-4") == expected)
            #expect(
                units("\(sign)\(digits)\(String(repeating: "0", count: zeros))E-\(zeros + 4)") == expected)
            let place = Int.random(in: 1...digits.count, using: &random)
            let whole = digits.prefix(place)
            let fraction = digits.dropFirst(place) + "0"
            #expect(units("\(sign)\(whole).\(fraction)e\(digits.count - place - 4)") == expected)
            #expect(
                units("\(sign)0.\(String(repeating: "0", count: zeros))\(digits)e\(zeros + digits.count - 4)")
                    == expected)
        }
    }

    @Test func `integers fit or are refused`() {
        for value in [0, 1, -1, Int64.max, .min, .max - 1, .min + 1, 1_772_366_400_000] {
            #expect(withBytes("\(value)") { DecimalText.integer($0) } == value)
        }
        for text in [
            "9223372036854775808", "-9223372036854775809", "92233720368547758070", "99999999999999999999",
        ] {
            #expect(withBytes(text) { DecimalText.integer($0) } == nil, "\(text)")
        }
    }
}
