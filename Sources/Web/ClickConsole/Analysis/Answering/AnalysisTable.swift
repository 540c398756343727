internal import PostgresClient

/// The main table of a page: a query, and what its columns are. One query makes the rows of the JSON and of
/// the CSV, so that they can't differ.
struct AnalysisTable {
    enum Kind {
        case text, number, time
        /// jsonb of amounts by currency: texts, since a JSON number is rounded by whoever reads it.
        case money
    }

    struct Column {
        let name: String
        let kind: Kind

        /// As SQL takes it, whatever word it is.
        var sql: String { "\"\(name)\"" }

        init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    let columns: [Column]
    let sql: String
    let parameters: [PostgresParameter]

    /// An array of objects.
    func json(_ connection: PostgresConnection) throws -> String {
        let fields = columns.map { "'\($0.name)', \(Self.json($0))" }.joined(separator: ", ")
        let result = try connection.query(
            "SELECT coalesce(jsonb_agg(jsonb_build_object(\(fields))), '[]') FROM (\(sql)) AS r", parameters)
        return result.string(0, 0) ?? "[]"
    }

    private static func json(_ column: Column) -> String {
        switch column.kind {
        case .text, .number: column.sql
        case .time: "(extract(epoch FROM \(column.sql)) * 1000)::bigint"
        case .money: MoneySQL.texts(column.sql)
        }
    }

    /// With a line of names.
    /// - Parameter names: the fields of clicks behind the columns' names.
    func csv(
        _ connection: PostgresConnection, _ masks: MaskingRules, _ names: [String: [String]]
    ) throws -> String {
        let fields = columns.map { "\(Self.csv($0)) AS \($0.sql)" }.joined(separator: ", ")
        let result = try connection.query("SELECT \(fields) FROM (\(sql)) AS r", parameters)
        var text = CSVText.line(columns.map { .init(text: $0.name, isText: true) })
        for row in result.rows {
            text += CSVText.line(
                columns.enumerated().map { index, column in
                    let text = result.string(row, index) ?? ""
                    let fields = names[column.name] ?? [column.name]
                    return .init(
                        text: masks.value(text, ofAny: fields),
                        isText: column.kind == .text || masks.isMasked(anyOf: fields))
                })
        }
        return text
    }

    private static func csv(_ column: Column) -> String {
        switch column.kind {
        case .text, .number: column.sql
        case .time:
            "to_char(\(column.sql) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
        case .money: MoneySQL.line(column.sql)
        }
    }
}
