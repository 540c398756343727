internal import Hummingbird
internal import PostgresClient

/// `/audit`: what was changed by the console, newest first, for operators.
struct AuditEndpoints: ConsoleEndpoints {
    static let most = 500

    let database: ConsoleDatabase

    let pages = ["audit"]

    /// Names and paths, but no values of clicks.
    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        guard request.path == ["audit"], request.method == .get else { return nil }
        guard request.isOperator else {
            throw ConsoleRefusal(.forbidden, "The audit trail is for operators.")
        }
        let numbers = try RequestNumbers(request)
        let limit = try numbers.read("limit", 1...Int64(Self.most)) ?? 100
        let before = try numbers.read("before", 1...Int64.max) ?? .max
        let table = Self.table(before: before, limit: limit)
        if request.form == .csv {
            let csv = try await database.ask { try table.csv($0, MaskingRules(), [:]) }
            return .csv(csv, named: "audit")
        }
        return .json(
            try await database.ask { connection in
                JSONText.object([("limit", "\(limit)"), ("rows", try table.json(connection))])
            })
    }

    private static func table(before: Int64, limit: Int64) -> AnalysisTable {
        AnalysisTable(
            columns: [
                .init("id", .number), .init("began_at", .time), .init("ended_at", .time), .init("who", .text),
                .init("role", .text), .init("address", .text), .init("action", .text),
                .init("status", .number), .init("outcome", .text),
            ],
            sql: """
                SELECT id, began_at, ended_at, who, role, address, action, status, outcome FROM console_actions
                WHERE id < $1::bigint ORDER BY id DESC LIMIT $2::bigint
                """, parameters: [.integer(before), .integer(limit)])
    }
}
