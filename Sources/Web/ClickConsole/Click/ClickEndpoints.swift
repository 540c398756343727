internal import HTTPTypes
internal import Hummingbird

/// One click's page: `/click/ID`, `/click?event_id=UUID`, `/click?partition=N&offset=N`,
/// perhaps with a topic.
struct ClickEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase

    let pages = ["click"]

    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        guard request.path.first == "click", (1...2).contains(request.path.count) else { return nil }
        guard request.method == .get else {
            throw ConsoleRefusal(.methodNotAllowed, "This address only takes GET.")
        }
        let lookup = try ClickLookup(request.path, request.parameters)
        let masks = request.masks
        let story = try await database.ask { try ClickQuery.json(lookup, masks, $0) }
        guard let story else {
            throw ConsoleRefusal(
                .notFound, "There is no such click: it was never stored, or retention has dropped its day.")
        }
        return .json(story)
    }
}
