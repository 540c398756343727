internal import Hummingbird

/// What is looked for in a topic.
struct SearchRequest: Sendable {
    static let mostResults: Int64 = 1000
    static let longestText = 1000

    /// In the value, the key or a header's value; case does not matter.
    var text = ""
    /// Exactly the key.
    var key = ""
    /// `name`, or `name=value`, of a header.
    var header = ""
    var expression: FieldExpression?
    var partition: Int32?
    /// Milliseconds since 1970, both inclusive.
    var since: Int64?
    var until: Int64?
    var results = 100
    var isNewestFirst = true

    init() {}

    init(_ request: ConsoleRequest) throws(ConsoleRefusal) {
        let numbers = try RequestNumbers(request)
        text = try Self.short(request, "q")
        key = try Self.short(request, "key")
        header = try Self.short(request, "header")
        partition =
            request.parameter("partition") == "all"
            ? nil : try numbers.read("partition", 0...Int64(Int32.max)).map { Int32($0) }
        results = Int(try numbers.read("count", 1...Self.mostResults) ?? 100)
        since = try Self.time(request, "since")
        until = try Self.time(request, "until")
        isNewestFirst = request.parameter("order") != "oldest"
        if let condition = request.parameter("where"), !condition.allSatisfy(\.isWhitespace) {
            do {
                expression = try FieldExpressionParser.parse(condition)
            } catch {
                throw ConsoleRefusal(.badRequest, error.description)
            }
        }
    }

    private static func short(_ request: ConsoleRequest, _ name: String) throws(ConsoleRefusal) -> String {
        let text = request.parameter(name) ?? ""
        guard text.utf8.count <= longestText else {
            throw ConsoleRefusal(.badRequest, "The parameter \(name) takes up to 1,000 characters.")
        }
        return text
    }

    private static func time(_ request: ConsoleRequest, _ name: String) throws(ConsoleRefusal) -> Int64? {
        guard let text = request.parameter(name), !text.isEmpty else { return nil }
        guard let time = UTCTime.milliseconds(text), time >= 0 else {
            throw ConsoleRefusal(
                .badRequest,
                "The parameter \(name) takes milliseconds since 1970, or a time as 2026-01-31T12:00:00Z.")
        }
        return time
    }
}
