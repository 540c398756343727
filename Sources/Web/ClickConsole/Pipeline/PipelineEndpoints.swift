internal import Hummingbird

/// The pipeline page: what became of every record, now and over the last hour.
struct PipelineEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase
    let history: PipelineHistory

    let pages = ["pipeline"]

    /// Counts and reasons, but no values.
    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        switch request.path {
        case ["api", "pipeline"], ["pipeline"]:
            let facts = PipelineNow.facts(await history.all())
            let account = try await database.ask { try PipelineQuery.json($0) }
            return .json(JSONText.object(facts, others: account))
        case ["api", "pipeline", "history"], ["pipeline", "history"]:
            return .json(try PipelineCurves.json(await history.all(), request))
        default: return nil
        }
    }
}
