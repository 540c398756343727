import Testing

@testable import ClickSink

@Suite struct HotPathTests {
    private static let now: Int64 = 1_780_000_000_000_000

    private func record(_ number: Int) -> [UInt8] {
        Array(
            """
            {"event_id":"0197a2b4-0000-7000-8000-00000000000\(number)","event_type":"page_view",\
            "event_time":\(Self.now / 1000 - 5),"user_id":"u\(number)","page_url":"https://a.example/p"}
            """.utf8)
    }

    private func transaction(_ hotPath: inout HotPath, _ records: [[UInt8]]) -> (clicks: Int, bytes: Int) {
        hotPath.begin()
        for record in records {
            record.withUnsafeBytes { hotPath.take($0, producedAt: Self.now / 1000) }
        }
        return hotPath.end()
    }

    @Test func `a transaction is done again once its days are there, and then takes every click`() {
        for extent in [HotPath.Extent.rows, .sums, .all] {
            var hotPath = HotPath(extent, now: Self.now)
            let records = (0..<5).map(record)
            #expect(transaction(&hotPath, records).clicks == 0)
            let (clicks, bytes) = transaction(&hotPath, records)
            #expect(clicks == 5)
            #expect(bytes > 5 * 200)
            for _ in 0..<3 { #expect(transaction(&hotPath, records) == (clicks, bytes), "\(extent)") }
        }
    }

    @Test func `a record that is no click is not counted as one`() {
        for extent in HotPath.Extent.allCases {
            var hotPath = HotPath(extent, now: Self.now)
            _ = transaction(&hotPath, [record(1)])
            #expect(transaction(&hotPath, [record(1), Array("{}".utf8)]).clicks == 1, "\(extent)")
        }
    }

    @Test func `each extent does what the one before does, and more`() {
        let bytes = HotPath.Extent.allCases.map { extent in
            var hotPath = HotPath(extent, now: Self.now)
            _ = transaction(&hotPath, [record(1)])
            return transaction(&hotPath, [record(1)]).bytes
        }
        #expect(bytes[0] == 0)
        #expect(bytes[1] > bytes[0])
        #expect(bytes[2] == bytes[1], "sums are written at the end alone")
        #expect(bytes[3] > bytes[2])
    }
}
