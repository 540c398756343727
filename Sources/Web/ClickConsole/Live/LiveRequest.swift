/// What the live page asks for, from the query of its URL.
struct LiveRequest: Sendable, Equatable {
    enum Range: String, CaseIterable {
        case live, hour, day, week
    }

    /// Whose clicks: bots are kept apart.
    enum Bots: String {
        case exclude, include, only

        /// The values of `is_bot`, as an array of PostgreSQL.
        var values: String {
            switch self {
            case .exclude: "{f}"
            case .include: "{f,t}"
            case .only: "{t}"
            }
        }
    }

    /// What the sums are kept by, and so what can be filtered by.
    static let dimensions = ["page", "product", "source", "country", "device", "campaign", "event_type"]
    private static let longestValue = 500

    var range = Range.live
    var bots = Bots.exclude
    var dimension = "all"
    var value = ""

    /// - Throws: `LiveRequestError` for what is not understood; nothing is guessed.
    init(_ parameters: some Sequence<(name: String, value: String)>) throws {
        for (name, value) in parameters {
            switch name {
            case "range": range = try Self.parse(value, name, "live, hour, day or week")
            case "bots": bots = try Self.parse(value, name, "exclude, include or only")
            default: try filter(by: name, value)
            }
        }
    }

    private mutating func filter(by name: String, _ value: String) throws {
        guard Self.dimensions.contains(name) else {
            throw LiveRequestError(
                "There is no parameter of that name; take range, bots, or one of "
                    + Self.dimensions.joined(separator: ", ") + ".")
        }
        guard dimension == "all" else { throw LiveRequestError("Filter by one value at a time.") }
        guard !value.isEmpty, value.unicodeScalars.count <= Self.longestValue, !value.utf8.contains(0) else {
            throw LiveRequestError("The value of a filter has 1 to 500 characters.")
        }
        dimension = name
        self.value = value
    }

    private static func parse<Value: RawRepresentable<String>>(
        _ text: String, _ name: String, _ expected: String
    ) throws -> Value {
        guard let value = Value(rawValue: text) else {
            throw LiveRequestError("The parameter \(name) takes \(expected).")
        }
        return value
    }
}

struct LiveRequestError: Error, CustomStringConvertible {
    let description: String

    init(_ sentence: String) { description = sentence }
}
