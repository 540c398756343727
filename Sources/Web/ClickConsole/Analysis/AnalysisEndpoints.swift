internal import HTTPTypes
internal import Hummingbird

/// The analysis pages: each question has one URL, which gives the page, JSON, and its table as CSV.
struct AnalysisEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase

    let pages = [
        "sessions", "session", "users", "user", "products", "campaigns", "funnels", "retention", "paths",
    ]

    func showsUnmasked(_ request: ConsoleRequest) -> Bool { request.path.first.map(pages.contains) ?? false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        guard let name = request.path.first, let kind = Self.kind(name, parts: request.path.count) else {
            return nil
        }
        guard request.method == .get || request.method == .head else {
            throw ConsoleRefusal(.methodNotAllowed, "This address only takes GET.")
        }
        let question = try kind.init(
            Array(request.path.dropFirst()), QueryParameters(request.parameters))
        if request.form == .csv {
            return .csv(try await database.ask { try question.answer($0).table.csv($0) }, named: name)
        }
        return .json(try await database.ask { try AnalysisText.json(question.answer($0), $0) })
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
