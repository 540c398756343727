internal import PostgresClient

/// One column of a difference, as the query of `AggregateAudit` tells it.
struct AggregateLine {
    /// Counts the differences of a table.
    let number: Int64
    private let column: String
    private let isMissing: Bool
    private let isExtra: Bool
    private let present: String?
    private let expected: String?
    private let differs: Bool

    /// - Returns: `nil` for the row of a table without differences.
    init?(_ result: PostgresResult, _ row: Int) {
        guard let number = result.integer(row, 3), let column = result.string(row, 4) else { return nil }
        self.number = number
        self.column = column
        isMissing = result.bool(row, 5) ?? false
        isExtra = result.bool(row, 6) ?? false
        present = result.string(row, 7)
        expected = result.string(row, 8)
        differs = result.bool(row, 9) ?? true
    }

    /// The difference that lines of one number make up, its columns in the order of `key` and `values`.
    static func difference(
        _ lines: [AggregateLine], key: [String], values: [String]
    ) -> AggregateDifference {
        let isMissing = lines.contains { $0.isMissing }
        let isExtra = lines.contains { $0.isExtra }
        var difference = AggregateDifference(kind: isMissing ? .missing : isExtra ? .extra : .wrong)
        for line in sorted(lines, by: key) {
            difference.key.append(.init(column: line.column, value: line.present ?? line.expected))
        }
        for line in sorted(lines, by: values) where line.differs {
            if !isMissing { difference.present.append(.init(column: line.column, value: line.present)) }
            if !isExtra { difference.expected.append(.init(column: line.column, value: line.expected)) }
        }
        return difference
    }

    private static func sorted(_ lines: [AggregateLine], by columns: [String]) -> [AggregateLine] {
        columns.compactMap { column in lines.first { $0.column == column } }
    }
}
