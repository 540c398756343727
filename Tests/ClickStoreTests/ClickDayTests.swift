import ClickStore
import PostgresClient
import TestPostgres
import Testing

@Suite struct ClickDayTests {
    @Test func `a day is named by its UTC date`() {
        #expect(ClickDay(microseconds: 0).date == "1970-01-01")
        #expect(ClickDay(microseconds: -1).date == "1969-12-31")
        #expect(ClickDay(microseconds: ClickFixture.someDay).tableName == "user_clicks_20241124")
        #expect(ClickDay(microseconds: ClickFixture.someDay - 1).tableName == "user_clicks_20241123")
        #expect(ClickDay(microseconds: ClickFixture.someDay).next.date == "2024-11-25")
        #expect(ClickDay(microseconds: ClickFixture.someDay).start == ClickFixture.someDay)
    }

    @Test func `PostgreSQL names every day of four centuries alike`() throws {
        try TestPostgres.withConnection { connection in
            let result = try connection.query(
                "SELECT n, (date '1970-01-01' + n)::text FROM generate_series(-3000, 143097) n")
            for row in result.rows {
                let day = ClickDay(number: Int32(result.integer(row, 0) ?? 0))
                if day.date != result.string(row, 1) {
                    #expect(day.date == result.string(row, 1))
                    return
                }
            }
        }
    }

    @Test func `a set gathers days and knows when it holds enough`() {
        var set = ClickDaySet()
        for hour in 0..<48 { set.insert(microseconds: ClickFixture.someDay + Int64(hour) * 3_600_000_000) }
        #expect(Set(set.days.map(\.date)) == ["2024-11-24", "2024-11-25"])
        #expect(!set.isFull)
        for day in 0..<Int64(ClickDaySet.limit) { set.insert(microseconds: day * ClickDay.microseconds) }
        #expect(set.isFull)
        set.removeAll()
        #expect(set.days.isEmpty)
        set.insert(microseconds: 0)
        #expect(set.days == [ClickDay(number: 0)])
    }
}
