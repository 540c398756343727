/// The answer to one statement: rows in text form, or a count. It outlives its connection.
package final class PostgresResult: Sendable {
    private let handle: ResultHandle

    init(_ handle: ResultHandle) { self.handle = handle }

    package var rowCount: Int { handle.rowCount }
    package var columnCount: Int { handle.columnCount }
    package var rows: Range<Int> { 0..<handle.rowCount }

    /// `SELECT 3`, `INSERT 0 1`, `COMMIT` …
    package var commandTag: String { handle.commandTag }

    /// Rows that the statement touched, or returned.
    package var affectedRows: Int { handle.affectedRows }

    package func columnName(_ column: Int) -> String? { handle.columnName(column) }

    package func isNull(_ row: Int, _ column: Int) -> Bool { handle.bytes(row: row, column: column) == nil }

    /// - Returns: `nil` for NULL.
    package func string(_ row: Int, _ column: Int) -> String? {
        handle.bytes(row: row, column: column).map { String(decoding: $0, as: UTF8.self) }
    }

    /// - Returns: `nil` for NULL and for what is no integer.
    package func integer(_ row: Int, _ column: Int) -> Int64? {
        string(row, column).flatMap { Int64($0) }
    }

    /// - Returns: `nil` for NULL and for what is no boolean.
    package func bool(_ row: Int, _ column: Int) -> Bool? {
        switch string(row, column) {
        case "t": true
        case "f": false
        default: nil
        }
    }
}
