internal import HTTPTypes
internal import Hummingbird

/// The analysis pages: each question has one URL, which gives the page, JSON, and its table as CSV.
struct AnalysisEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase

    let pages = [
        "sessions", "session", "users", "user", "products", "campaigns", "funnels", "retention", "paths",
    ]

    /// Answers are masked by their names, as JSON and as CSV.
    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        guard let name = request.path.first, let kind = Self.kind(name, parts: request.path.count) else {
            return nil
        }
        guard request.method == .get || request.method == .head else {
            throw ConsoleRefusal(.methodNotAllowed, "This address only takes GET.")
        }
        let masks = request.masks
        let question = try kind.init(
            Array(request.path.dropFirst()), QueryParameters(Self.parameters(request)))
        try masks.check(asksBy: question.asksBy)
        let names = question.names
        if request.form == .csv {
            let csv = try await database.ask { try question.answer($0).table.csv($0, masks, names) }
            return .csv(csv, named: name)
        }
        let json = try await database.ask { try AnalysisText.json(question.answer($0).sealed(masks), $0) }
        return .json(masks.json(json, names: names))
    }

    /// Where a list goes on holds names, which are sealed for those who do not see them.
    private static func parameters(
        _ request: ConsoleRequest
    ) throws(ConsoleRefusal) -> [(name: String, value: String)] {
        if request.masks.isEmpty { return request.parameters }
        var parameters: [(name: String, value: String)] = []
        for (name, value) in request.parameters {
            guard name == "after" else {
                parameters.append((name, value))
                continue
            }
            guard let opened = request.masks.opened(value) else {
                throw ConsoleRefusal.unclear(
                    "The parameter after takes the next of another page of this list.")
            }
            parameters.append((name, opened))
        }
        return parameters
    }

    static func kind(_ name: String, parts: Int) -> (any AnalysisQuestion.Type)? {
        switch (name, parts) {
        case ("sessions", 1): SessionsQuestion.self
        case ("session", 3): SessionQuestion.self
        case ("users", 1): UsersQuestion.self
        case ("user", 2): UserQuestion.self
        case ("products", 1): ProductsQuestion.self
        case ("campaigns", 1): CampaignsQuestion.self
        case ("funnels", 1): FunnelQuestion.self
        case ("retention", 1): RetentionQuestion.self
        case ("paths", 1): PathsQuestion.self
        default: nil
        }
    }
}
