/// The rows of the sums that make up a window of time, exact to the minute: days in the middle, hours where
/// days begin and end in the window, and minutes at its edges. So a year is read as fast as an hour.
/// Retention drops minutes, and keeps hours and days.
struct RollupRows {
    private struct Piece {
        let table: String
        let time: String
        let from: Int64
        let to: Int64
    }

    private var pieces: [Piece] = []

    /// - Parameter finest: the bar that the sums are to be told apart by; `nil` where only their sum counts.
    init(_ window: TimeWindow, finest: TimeWindow.Bucket? = nil) {
        let isShort = window.to - window.from <= 10_800
        guard finest != .minute, !isShort else {
            add("clicks_by_minute", "minute", window.from, window.to)
            return
        }
        let firstHour = Self.up(window.from, 3600)
        let lastHour = max(firstHour, Self.down(window.to, 3600))
        add("clicks_by_minute", "minute", window.from, firstHour)
        let firstDay = Self.up(firstHour, 86_400)
        let lastDay = Self.down(lastHour, 86_400)
        if finest != .hour, firstDay < lastDay {
            add("clicks_by_hour", "hour", firstHour, firstDay)
            add("clicks_by_day", "(day::timestamp AT TIME ZONE 'UTC')", firstDay, lastDay)
            add("clicks_by_hour", "hour", lastDay, lastHour)
        } else {
            add("clicks_by_hour", "hour", firstHour, lastHour)
        }
        add("clicks_by_minute", "minute", lastHour, window.to)
    }

    /// Whether it needs minutes from before a time.
    func readsMinutes(before time: Int64) -> Bool {
        pieces.contains { $0.table == "clicks_by_minute" && $0.from < time }
    }

    private mutating func add(_ table: String, _ time: String, _ from: Int64, _ to: Int64) {
        if from < to { pieces.append(Piece(table: table, time: time, from: from, to: to)) }
    }

    /// A subquery with the time of each row as `at`.
    /// - Parameter condition: on dimension, value and is_bot.
    func sql(_ columns: String, where condition: String) -> String {
        let selects = pieces.map { piece in
            """
            SELECT \(piece.time) AS at, \(columns) FROM \(piece.table)
            WHERE \(condition) AND \(Self.bounds(piece))
            """
        }
        return "(" + selects.joined(separator: " UNION ALL ") + ")"
    }

    /// Days are found by their dates, as their index has them.
    private static func bounds(_ piece: Piece) -> String {
        guard piece.table == "clicks_by_day" else {
            return """
                \(piece.time) >= to_timestamp(\(piece.from)) AND \(piece.time) < to_timestamp(\(piece.to))
                """
        }
        return "day >= \(date(piece.from)) AND day < \(date(piece.to))"
    }

    private static func date(_ seconds: Int64) -> String { "(date '1970-01-01' + \(seconds / 86_400))" }

    private static func down(_ time: Int64, _ step: Int64) -> Int64 { time - time % step }
    private static func up(_ time: Int64, _ step: Int64) -> Int64 { down(time + step - 1, step) }
}
