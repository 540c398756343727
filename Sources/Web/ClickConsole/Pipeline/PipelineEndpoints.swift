internal import Hummingbird

/// The pipeline page: what became of every record.
struct PipelineEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase

    let pages = ["pipeline"]

    /// Counts and reasons, but no values.
    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        switch request.path {
        case ["api", "pipeline"], ["pipeline"]: .json(try await database.ask { try PipelineQuery.json($0) })
        default: nil
        }
    }
}
