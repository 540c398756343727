import ClickModel
import Testing

@Suite struct `Timestamp text` {
    private func microseconds(_ text: String) -> Int64? {
        withBytes(text) { try? TimestampText.microseconds($0) }
    }

    @Test func `every spelling of a moment is the same moment`() {
        for text in [
            "2026-03-01T12:00:00.25Z", "2026-03-01t12:00:00.25z", "2026-03-01 12:00:00.250Z",
            "2026-03-01T13:00:00.25+01:00",
            "2026-03-01T06:30:00.25-05:30", "2026-03-02T11:59:00.250000+23:59",
            "2026-03-01T12:00:00.2500009Z",
            "2026-03-01T12:00:00.25000099999999999999999999Z", "2026-03-01T12:00:00.25-00:00",
            "2026-02-28T12:01:00.25-23:59",
        ] {
            #expect(microseconds(text) == 1_772_366_400_250_000, "\(text)")
        }
    }

    @Test func `known moments are where they belong`() {
        let cases: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999999Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("2000-01-01T00:00:00Z", 946_684_800_000_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
            ("2038-01-19T03:14:08Z", 2_147_483_648_000_000),
        ]
        for (text, expected) in cases { #expect(microseconds(text) == expected, "\(text)") }
    }

    @Test func `a leap second is the second after it`() {
        #expect(microseconds("2016-12-31T23:59:60Z") == microseconds("2017-01-01T00:00:00Z"))
        #expect(microseconds("2016-12-31T23:59:60.5Z") == microseconds("2017-01-01T00:00:00.5Z"))
        #expect(microseconds("2017-01-01T05:44:60+05:45") == microseconds("2017-01-01T00:00:00Z"))
        #expect(microseconds("2016-12-31T15:59:60-08:00") == microseconds("2017-01-01T00:00:00Z"))
        #expect(microseconds("2017-01-01T00:00:60Z") == nil)
        #expect(microseconds("2016-12-31T23:59:60+01:00") == nil)
    }

    @Test func `every month from 1890 to 2110 begins after the one before it ends`() {
        // Counted month by month, from a date whose distance to 1970 is known.
        var expected: Int64 = -29_219 * 86_400_000_000
        for year in 1890...2110 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            for (index, count) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated()
            {
                let month = "\(year)-\(index < 9 ? "0" : "")\(index + 1)"
                #expect(microseconds("\(month)-01T00:00:00Z") == expected)
                expected += Int64(count) * 86_400_000_000
                #expect(microseconds("\(month)-\(count)T23:59:59.999999Z") == expected - 1)
                #expect(microseconds("\(month)-\(count + 1)T00:00:00Z") == nil)
            }
        }
    }

    @Test func `faults say what is wrong`() {
        func fault(_ text: String) -> TimestampText.Fault? {
            withBytes(text) { bytes in
                do throws(TimestampText.Fault) {
                    _ = try TimestampText.microseconds(bytes)
                    return nil
                } catch { return error }
            }
        }
        #expect(fault("2026-03-01T12:00:00") == .noOffset)
        #expect(fault("2026-03-01T12:00:00.5") == .noOffset)
        #expect(fault("2026-02-30T12:00:00Z") == .noSuchDate)
        #expect(fault("2026-03-01T25:00:00Z") == .noSuchTime)
        #expect(fault("2026-03-01T12:00:00+99:00") == .noSuchOffset)
        #expect(fault("today") == .malformed)
    }
}
