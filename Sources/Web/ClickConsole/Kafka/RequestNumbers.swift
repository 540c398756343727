internal import Hummingbird

/// Whole numbers among the parameters of a request; what is not one is refused, and not guessed at.
struct RequestNumbers {
    private let request: ConsoleRequest

    init(_ request: ConsoleRequest) throws(ConsoleRefusal) {
        guard request.parameters.allSatisfy({ $0.value.utf8.count <= 3000 }) else {
            throw ConsoleRefusal(.badRequest, "A parameter is longer than 3,000 characters.")
        }
        self.request = request
    }

    /// - Returns: `nil` where the parameter is missing or empty.
    func read(_ name: String, _ range: ClosedRange<Int64>) throws(ConsoleRefusal) -> Int64? {
        guard let text = request.parameter(name), !text.isEmpty else { return nil }
        return try WholeNumber.read(text, "The parameter \(name)", within: range)
    }
}
