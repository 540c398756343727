/// What clicks are filtered by: values of one dimension, of which a click has any, or of several at once.
struct ClickFilter: Sendable, Equatable {
    /// What the sums are kept by, and so what can be filtered by.
    static let dimensions = ["page", "product", "source", "country", "device", "campaign", "event_type"]
    /// Those that visits know too. Sums are kept by one dimension each; visits have all of these together.
    static let ofVisits = ["source", "country", "device", "campaign"]
    private static let mostValues = 20

    private(set) var values: [(dimension: String, values: [String])] = []

    static func == (one: ClickFilter, other: ClickFilter) -> Bool {
        one.values.map(\.dimension) == other.values.map(\.dimension)
            && one.values.map(\.values) == other.values.map(\.values)
    }

    init(
        _ parameters: inout QueryParameters, dimensions: [String] = ClickFilter.dimensions
    ) throws(ConsoleRefusal) {
        for dimension in dimensions {
            let chosen = try parameters.takeAll(dimension)
            guard chosen.count <= Self.mostValues else {
                throw ConsoleRefusal.unclear("Filter by 20 values of \(dimension) at most.")
            }
            if !chosen.isEmpty { values.append((dimension, chosen)) }
        }
        let alone = values.map(\.dimension).filter { !Self.ofVisits.contains($0) }
        guard values.count < 2 || alone.isEmpty else {
            throw ConsoleRefusal.unclear(
                "The sums are kept by one \(alone[0]) at a time: filter by \(alone[0]) alone. Together go "
                    + Self.ofVisits.joined(separator: ", ") + ".")
        }
    }

    var isEmpty: Bool { values.isEmpty }
    /// The fields of clicks that it asks for.
    var asksBy: [String] { values.flatMap { ClickNames.of($0.dimension) } }
    /// More than the sums can tell: the numbers come from visits.
    var needsVisits: Bool { values.count > 1 }
    var isKnownToVisits: Bool { values.allSatisfy { Self.ofVisits.contains($0.dimension) } }

    // MARK: For the sums

    var dimension: String { values.first?.dimension ?? "all" }
    /// Of the one dimension; the sums of all clicks have an empty value.
    var sumValues: [String] { values.first?.values ?? [""] }

    // MARK: For visits

    /// Conditions on columns of `sessions`, each after an AND, with parameters from `number` on.
    func visitConditions(from number: Int) -> String {
        values.enumerated().map { index, filter in
            " AND \(filter.dimension) = ANY ($\(number + index)::text[])"
        }.joined()
    }

    /// What the answer says it was filtered by.
    var json: String {
        JSONText.object(values.map { ($0.dimension, JSONText.array($0.values)) })
    }
}
