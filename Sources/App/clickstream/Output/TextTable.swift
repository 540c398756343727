/// Rows under headings, for a terminal: columns as wide as they need, numbers to the right.
struct TextTable {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: [String]) { self.headings = headings }

    mutating func add(_ row: [String]) { rows.append(row) }

    var lines: [String] {
        let widths = headings.indices.map { column in
            max(headings[column].count, rows.map { $0[column].count }.max() ?? 0)
        }
        let isNumeric = headings.indices.map { column in
            !rows.isEmpty && rows.allSatisfy { Self.looksNumeric($0[column]) }
        }
        return ([headings] + rows).map { row in
            let cells = row.indices.map { column -> String in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return isNumeric[column] ? padding + row[column] : row[column] + padding
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private static func looksNumeric(_ text: String) -> Bool {
        text == "-"
            || (!text.isEmpty && text.allSatisfy { $0.isNumber || $0 == "," || $0 == "." || $0 == "-" })
    }
}
