/// Reads a condition by recursive descent: `or` binds weakest, then `and`, then `not`.
struct FieldExpressionParser {
    static let longest = 2000
    private static let deepest = 50

    private let words: [FieldExpressionToken.Placed]
    private let end: Int
    private var index = 0

    static func parse(_ text: String) throws(FieldExpressionError) -> FieldExpression {
        guard text.utf8.count <= longest else {
            throw FieldExpressionError(position: longest, reason: "it is longer than \(longest) characters")
        }
        var parser = FieldExpressionParser(
            words: try FieldExpressionToken.words(text), end: text.count + 1)
        let expression = try parser.alternatives(0)
        if let rest = parser.word {
            throw FieldExpressionError(
                position: rest.position, reason: "\"and\" or \"or\" is missing before this")
        }
        return expression
    }

    private init(words: [FieldExpressionToken.Placed], end: Int) {
        self.words = words
        self.end = end
    }

    private var word: FieldExpressionToken.Placed? { index < words.count ? words[index] : nil }

    private mutating func take(_ token: FieldExpressionToken) -> Bool {
        guard word?.token == token else { return false }
        index += 1
        return true
    }

    private func failure(_ reason: String) -> FieldExpressionError {
        FieldExpressionError(position: word?.position ?? end, reason: reason)
    }

    private mutating func alternatives(_ depth: Int) throws(FieldExpressionError) -> FieldExpression {
        var left = try conjunction(depth)
        while take(.or) { left = .or(left, try conjunction(depth)) }
        return left
    }

    private mutating func conjunction(_ depth: Int) throws(FieldExpressionError) -> FieldExpression {
        var left = try negation(depth)
        while take(.and) { left = .and(left, try negation(depth)) }
        return left
    }

    private mutating func negation(_ depth: Int) throws(FieldExpressionError) -> FieldExpression {
        guard depth < Self.deepest else { throw failure("it is nested too deeply") }
        if take(.not) { return .not(try negation(depth + 1)) }
        guard take(.open) else { return try comparison() }
        let inner = try alternatives(depth + 1)
        guard take(.close) else { throw failure("a closing \")\" is missing") }
        return inner
    }

    private mutating func comparison() throws(FieldExpressionError) -> FieldExpression {
        guard case .name(let path)? = word?.token else {
            throw failure("the name of a field is missing, as price in price > 100")
        }
        guard !path.isEmpty else { throw failure("a name has more than dots") }
        index += 1
        guard case .comparison(let comparison)? = word?.token else {
            throw failure("a comparison is missing: =, !=, <, <=, >, >= or contains")
        }
        index += 1
        if case .name(let name)? = word?.token {
            throw failure("texts stand in quotes: '\(name.joined(separator: "."))'")
        }
        guard case .literal(let literal)? = word?.token else {
            throw failure("a value is missing: a number, a text in quotes, true, false or null")
        }
        index += 1
        return .comparison(path, comparison, literal)
    }
}
