internal import HTTPTypes
internal import Hummingbird

/// What could not be stored: `/rejections`, by reason, and `/rejections/ID`, with its bytes. An operator
/// mends one and sends it again with a POST to `/rejections/ID/retry`.
struct RejectionEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase
    let retry: RetryAction?

    let pages = ["rejections"]

    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        guard request.path.first == "rejections" else { return nil }
        switch (request.method, request.path.count) {
        case (.get, 1): return try await list(request)
        case (.get, 2): return try await one(request)
        case (.post, 3) where request.path[2] == "retry":
            guard let retry else { throw KafkaEndpoints.withoutKafka }
            return .json(try await retry.run(try Self.id(request), request))
        default: return nil
        }
    }

    private func list(_ request: ConsoleRequest) async throws -> Response {
        let list = try RejectionList(QueryParameters(request.parameters), request.masks)
        if request.form == .csv {
            let csv = try await database.ask { try list.table.csv($0, MaskingRules(), [:]) }
            return .csv(csv, named: "rejections")
        }
        return .json(try await database.ask { try list.json($0) })
    }

    private func one(_ request: ConsoleRequest) async throws -> Response {
        let (id, masks) = (try Self.id(request), request.masks)
        let story = try await database.ask { try RejectionQuery.json(id: id, masks, $0) }
        guard let story else {
            throw ConsoleRefusal(.notFound, "There is no rejected record of that number.")
        }
        let facts = [("actions", request.mayAct && retry != nil ? "true" : "false")]
        return .json(JSONText.object(facts, others: story))
    }

    private static func id(_ request: ConsoleRequest) throws(ConsoleRefusal) -> Int64 {
        try WholeNumber.read(request.path[1], "The number of a rejected record", within: 1...Int64.max)
    }
}
