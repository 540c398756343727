/// A day in UTC: one partition of `user_clicks`.
package struct ClickDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let number: Int32

    package static let microseconds: Int64 = 86_400_000_000

    package init(number: Int32) { self.number = number }

    /// The day of an instant, given in microseconds since 1970-01-01T00:00:00Z.
    package init(microseconds: Int64) {
        let floored = microseconds / Self.microseconds - (microseconds % Self.microseconds < 0 ? 1 : 0)
        number = Int32(truncatingIfNeeded: floored)
    }

    /// The day of a partition's name, as `tableName` gives it; `nil` for any other name.
    package init?(tableName: String) {
        let prefix = "user_clicks_"
        let digits = tableName.dropFirst(prefix.count)
        guard tableName.hasPrefix(prefix), digits.count >= 8, let date = Int(digits) else { return nil }
        let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100)
        let fromMarch = month > 2 ? month - 3 : month + 9
        let years = month > 2 ? year : year - 1
        let number = 365 * years + years / 4 - years / 100 + years / 400 + (153 * fromMarch + 2) / 5 + day
        self.init(number: Int32(truncatingIfNeeded: number - 719_469))
        guard self.tableName == tableName else { return nil }
    }

    package static func < (left: ClickDay, right: ClickDay) -> Bool { left.number < right.number }

    /// The day's first microsecond.
    package var start: Int64 { Int64(number) * Self.microseconds }

    package var next: ClickDay { ClickDay(number: number + 1) }

    /// `user_clicks_20241124`.
    package var tableName: String { "user_clicks_" + text(separator: "") }

    /// `2024-11-24`.
    package var date: String { text(separator: "-") }

    private func text(separator: String) -> String {
        let (year, month, day) = civil
        return digits(year, 4) + separator + digits(month, 2) + separator + digits(day, 2)
    }

    private func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// The proleptic Gregorian date, counted in eras of 400 years that begin on 1 March.
    private var civil: (year: Int, month: Int, day: Int) {
        let sinceMarch0000 = Int(number) + 719_468
        let era = (sinceMarch0000 >= 0 ? sinceMarch0000 : sinceMarch0000 - 146_096) / 146_097
        let dayOfEra = sinceMarch0000 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

/// The days of a batch, gathered row by row: one comparison a row while the day stays the same.
package struct ClickDaySet: Sendable {
    /// The most days that a batch should touch. Each is a table and four indexes that the transaction opens
    /// and locks, and the server has room for some 6,400 locks in all by default.
    package static let limit = 64

    package private(set) var days: Set<ClickDay> = []
    // An empty range, so that the first row misses.
    private var start: Int64 = 0
    private var end: Int64 = 0

    package init() {}

    /// Whether the next row of yet another day belongs into the next batch.
    package var isFull: Bool { days.count >= Self.limit }

    /// Adds the day of an event time, in microseconds since 1970.
    package mutating func insert(microseconds: Int64) {
        if microseconds >= start && microseconds < end { return }
        let day = ClickDay(microseconds: microseconds)
        days.insert(day)
        start = day.start
        end = start + ClickDay.microseconds
    }

    package mutating func removeAll() { self = ClickDaySet() }
}
