internal import ClickModel

/// What becomes of each column of a file: made once from the header, used for each row.
struct RowPlan {
    enum Origin {
        case column(Int)
        case constant([UInt8])
    }

    struct Assignment {
        let field: ClickField
        let origin: Origin
    }

    struct Property {
        let name: [UInt8]
        let origin: Origin
    }

    /// `event_id` and `event_time` are among them where columns give them.
    private(set) var assignments: [Assignment] = []
    private(set) var properties: [Property] = []
    private(set) var eventTime = Origin.constant([])
    private(set) var eventID: Origin?
    private(set) var hasSource = false
    /// One column is the whole of `properties`.
    private(set) var hasPropertiesColumn = false
    /// The event types are REES46's, and purchases have no quantity.
    private(set) var isREES46 = false
    let columnCount: Int

    /// The plan for REES46's columns.
    static func rees46(_ header: [String]) throws(ImportError) -> RowPlan {
        let columns: [(name: String, field: String)] = [
            ("event_time", "event_time"), ("event_type", "event_type"), ("product_id", "product_id"),
            ("category_id", "properties.category_id"), ("category_code", "category"), ("brand", "brand"),
            ("price", "price"), ("user_id", "user_id"), ("user_session", "session_id"),
        ]
        let missing = columns.map(\.name).filter { !header.contains($0) }
        if !missing.isEmpty { throw .missingColumns(format: "REES46", missing: missing, found: header) }
        var texts: [String] = []
        for column in columns { texts.append("\(column.field)=\(column.name)") }
        var plan = try RowPlan(header: header, mapping: ColumnMapping(parsing: texts))
        plan.isREES46 = true
        return plan
    }

    /// The plan for any columns.
    init(header: [String], mapping: ColumnMapping) throws(ImportError) {
        columnCount = header.count
        var taken: Set<Int> = []
        var mapped: Set<String> = []
        for entry in mapping.entries {
            mapped.insert(entry.field)
            switch entry.origin {
            case .constant(let text): assign(entry.field, .constant(Array(text.utf8)))
            case .column(let name):
                guard let index = header.firstIndex(of: name) else {
                    throw .unknownColumn(name, field: entry.field, found: header)
                }
                taken.insert(index)
                assign(entry.field, .column(index))
            }
        }
        for (index, name) in header.enumerated() where !taken.contains(index) && !name.isEmpty {
            let isField = ClickField(named: name) != nil && !mapped.contains(name)
            let field = isField ? name : ColumnMapping.propertyPrefix + name
            guard mapped.insert(field).inserted else { throw .mappedTwice(field) }
            assign(field, .column(index))
        }
        for needed in ["event_type", "event_time", "user_id"] where !mapped.contains(needed) {
            throw .unmapped(field: needed, found: header)
        }
        hasPropertiesColumn = mapped.contains("properties")
    }

    private mutating func assign(_ field: String, _ origin: Origin) {
        switch ClickField(named: field) {
        case nil:
            let name = field.utf8.dropFirst(ColumnMapping.propertyPrefix.utf8.count)
            properties.append(Property(name: Array(name), origin: origin))
        case .eventTime?: eventTime = origin
        case .eventID?: eventID = origin
        case .source?:
            hasSource = true
            assignments.append(Assignment(field: .source, origin: origin))
        case let known?: assignments.append(Assignment(field: known, origin: origin))
        }
    }
}
