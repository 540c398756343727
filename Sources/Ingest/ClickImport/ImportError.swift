/// Why an import cannot go on, or not begin. What is wrong with single rows is an `ImportRefusal`.
package enum ImportError: Error, Equatable, Sendable {
    /// The file cannot be opened or read; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// There is no header line to take column names from.
    case noHeader
    /// The header lacks columns that the format has.
    case missingColumns(format: String, missing: [String], found: [String])
    /// A `--map` that is not `field=column` or `field:=value`.
    case unreadableMapping(String)
    /// A `--map` to a field that events do not have.
    case unknownField(String)
    /// A `--map` from a column that the file does not have.
    case unknownColumn(String, field: String, found: [String])
    /// Two columns for one field.
    case mappedTwice(String)
    /// No column for a field that every event needs.
    case unmapped(field: String, found: [String])
}

extension ImportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason)"
        case .noHeader:
            "the file has no header line; its first line has to name the columns"
        case .missingColumns(let format, let missing, let found):
            "the header lacks \(Self.list(missing)), which \(format) files have; it names \(Self.list(found))"
        case .unreadableMapping(let text):
            "--map \(text) is not understood; write --map field=column, or --map field:=value for a constant"
        case .unknownField(let field):
            "--map: events have no field \(field); use a field of the event, such as user_id, or "
                + "properties.\(field)"
        case .unknownColumn(let column, let field, let found):
            "--map \(field)=\(column): the file has no such column; it has \(Self.list(found))"
        case .mappedTwice(let field):
            "the field \(field) is mapped twice; leave one of the two out"
        case .unmapped(let field, let found):
            "no column gives \(field), which every event needs; add --map \(field)=COLUMN with one of "
                + Self.list(found)
        }
    }

    /// The first few names.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).joined(separator: ", ")
        return names.count > 20 ? shown + ", …" : shown
    }
}
