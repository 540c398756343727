/// A condition on a record: `price > 100 and event_type = 'purchase'`.
///
/// A name is a path into the JSON of the value; with a dollar sign it is of the record itself: `$key`,
/// `$partition`, `$offset`, `$timestamp`, `$headers.name`.
indirect enum FieldExpression: Sendable, Equatable {
    enum Comparison: String, Sendable {
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case contains
    }

    case comparison([String], Comparison, JSONValue)
    case and(FieldExpression, FieldExpression)
    case or(FieldExpression, FieldExpression)
    case not(FieldExpression)

    /// Whether it holds.
    /// - Parameter field: the value of a path; `nil` where there is none.
    func holds(_ field: ([String]) -> JSONValue?) -> Bool {
        switch self {
        case .comparison(let path, let comparison, let literal):
            Self.compare(field(path), comparison, literal)
        case .and(let left, let right): left.holds(field) && right.holds(field)
        case .or(let left, let right): left.holds(field) || right.holds(field)
        case .not(let inner): !inner.holds(field)
        }
    }

    /// Whether the record's value has to be read as JSON for it.
    var readsValue: Bool { paths.contains { $0.first?.hasPrefix("$") != true } }

    /// The paths that it asks for.
    var paths: [[String]] {
        switch self {
        case .comparison(let path, _, _): [path]
        case .and(let left, let right), .or(let left, let right): left.paths + right.paths
        case .not(let inner): inner.paths
        }
    }

    /// A missing field is `null`. Values of different kinds are different, and neither is less than the
    /// other; but a text that is a number counts as one beside a number, since ids and prices are sent as
    /// either.
    private static func compare(_ value: JSONValue?, _ comparison: Comparison, _ literal: JSONValue) -> Bool {
        let value = value ?? .null
        switch comparison {
        case .equal: return isEqual(value, literal)
        case .notEqual: return !isEqual(value, literal)
        case .contains: return contains(value, literal)
        case .less: return order(value, literal).map { $0 < 0 } ?? false
        case .lessOrEqual: return order(value, literal).map { $0 <= 0 } ?? false
        case .greater: return order(value, literal).map { $0 > 0 } ?? false
        case .greaterOrEqual: return order(value, literal).map { $0 >= 0 } ?? false
        }
    }

    private static func isEqual(_ value: JSONValue, _ literal: JSONValue) -> Bool {
        order(value, literal).map { $0 == 0 } ?? (value == literal)
    }

    private static func order(_ value: JSONValue, _ literal: JSONValue) -> Int? {
        if case .number(let digits) = literal {
            guard let right = DecimalText(digits), let left = number(value) else { return nil }
            return left < right ? -1 : left == right ? 0 : 1
        }
        guard case .string(let left) = value, case .string(let right) = literal else { return nil }
        return left < right ? -1 : left > right ? 1 : 0
    }

    private static func number(_ value: JSONValue) -> DecimalText? {
        switch value {
        case .number(let digits), .string(let digits): DecimalText(digits)
        default: nil
        }
    }

    /// Case does not matter. In an array it means one of its values.
    private static func contains(_ value: JSONValue, _ literal: JSONValue) -> Bool {
        switch value {
        case .array(let values): return values.contains { isEqual($0, literal) }
        case .string(let text), .number(let text):
            let part: String
            switch literal {
            case .string(let text), .number(let text): part = text
            default: return false
            }
            return part.isEmpty || text.lowercased().contains(part.lowercased())
        default: return false
        }
    }
}
