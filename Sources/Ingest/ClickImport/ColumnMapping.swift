internal import ClickModel

/// Which column is which field of the event, as given by `--map field=column`.
///
/// `field:=value` gives every row the same value. A field is one of the event's, or `properties.NAME`.
package struct ColumnMapping: Sendable {
    enum Origin: Equatable, Sendable {
        case column(String)
        case constant(String)
    }

    struct Entry: Equatable, Sendable {
        let field: String
        let origin: Origin
    }

    static let propertyPrefix = "properties."
    let entries: [Entry]

    /// Columns are fields by their own names alone.
    package init() {
        entries = []
    }

    /// - Parameter texts: each `field=column` or `field:=value`.
    package init(parsing texts: [String]) throws(ImportError) {
        var entries: [Entry] = []
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw .unreadableMapping(text)
            }
            let value = String(text[text.index(after: equals)...])
            let beforeEquals = text.index(before: equals)
            let isConstant = text[beforeEquals] == ":"
            let field = String(text[..<(isConstant ? beforeEquals : equals)])
            guard !field.isEmpty, isConstant || !value.isEmpty else { throw .unreadableMapping(text) }
            guard Self.isKnown(field) else { throw .unknownField(field) }
            guard !entries.contains(where: { $0.field == field }) else { throw .mappedTwice(field) }
            entries.append(Entry(field: field, origin: isConstant ? .constant(value) : .column(value)))
        }
        self.entries = entries
    }

    private static func isKnown(_ field: String) -> Bool {
        if field.hasPrefix(propertyPrefix) { return field.utf8.count > propertyPrefix.utf8.count }
        return ClickField(named: field) != nil
    }
}

extension ClickField {
    /// The field of a name in JSON.
    init?(named name: String) {
        guard let field = Self.allCases.first(where: { "\($0.name)" == name }) else { return nil }
        self = field
    }
}
