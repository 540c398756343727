/// How a row that a comparison found to differ, called `d`, is found in its table, called `t`, and written
/// there.
struct RebuildTarget {
    /// Conditions: `d` is meant for this table; and it is the row `t`.
    let isMeant: String
    let isSame: String
    /// What is inserted.
    let columns: String
    let values: String

    init(_ table: String, _ comparison: AggregateComparison) {
        let isRollup = comparison.tables.count > 1
        let key = comparison.key.map(\.name).filter { $0 != "table_name" }
        let names = key.map { Self.column($0, of: table) }
        let sources = key.map { Self.value($0, of: table) }
        isMeant = isRollup ? "d.table_name = '\(table)'" : "true"
        isSame = ([isMeant] + zip(names, sources).map { "t.\($0) = \($1)" }).joined(separator: " AND ")
        // Of no sink's lane: none of them waits for another because of it.
        columns = (names + comparison.values + (isRollup ? ["lane"] : [])).joined(separator: ", ")
        values = (sources + comparison.values.map { "d.\($0)" } + (isRollup ? ["-1"] : []))
            .joined(separator: ", ")
    }

    private static let starts = ["clicks_by_minute": "minute", "rolled_hours": "hour", "rolled_days": "day"]

    private static func column(_ name: String, of table: String) -> String {
        name == "start" ? starts[table] ?? name : name
    }

    private static func value(_ name: String, of table: String) -> String {
        name == "start" && table == "rolled_days" ? "(d.start AT TIME ZONE 'UTC')::date" : "d.\(name)"
    }
}
