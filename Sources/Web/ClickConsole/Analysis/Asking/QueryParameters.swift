/// The query of a URL, of which everything has to be understood: what is left at the end is refused.
struct QueryParameters {
    private static let longestValue = 500

    private var left: [(name: String, value: String)]

    init(_ parameters: [(name: String, value: String)]) { left = parameters }

    /// - Returns: `nil` where it is not there, or empty.
    mutating func take(_ name: String) throws(ConsoleRefusal) -> String? {
        let values = try takeAll(name)
        guard values.count < 2 else {
            throw ConsoleRefusal.unclear("The parameter \(name) is there twice; give it once.")
        }
        return values.first
    }

    mutating func takeAll(_ name: String) throws(ConsoleRefusal) -> [String] {
        var values: [String] = []
        var others: [(name: String, value: String)] = []
        for parameter in left {
            guard parameter.name == name else {
                others.append(parameter)
                continue
            }
            guard !parameter.value.isEmpty, parameter.value.unicodeScalars.count <= Self.longestValue,
                !parameter.value.utf8.contains(0)
            else {
                throw ConsoleRefusal.unclear("The value of \(name) has 1 to 500 characters.")
            }
            values.append(parameter.value)
        }
        left = others
        return values
    }

    mutating func take<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, default standard: Value
    ) throws(ConsoleRefusal) -> Value {
        guard let text = try take(name) else { return standard }
        guard let value = Value(rawValue: text) else {
            let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConsoleRefusal.unclear("The parameter \(name) takes one of: \(all).")
        }
        return value
    }

    mutating func take(
        _ name: String, default standard: Int, within range: ClosedRange<Int>
    ) throws(ConsoleRefusal) -> Int {
        guard let text = try take(name) else { return standard }
        let bounds = Int64(range.lowerBound)...Int64(range.upperBound)
        return Int(try WholeNumber.read(text, "The parameter \(name)", within: bounds))
    }

    /// Refuses what nobody has taken.
    /// - Parameter known: what could have been there, for the sentence.
    func finish(known: [String]) throws(ConsoleRefusal) {
        guard !left.isEmpty else { return }
        throw ConsoleRefusal.unclear(
            "There is no parameter of that name; take \(known.joined(separator: ", ")).")
    }
}
