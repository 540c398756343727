import Foundation
import PostgresClient

/// How long a server process of PostgreSQL has had a processor. Other programs on a busy machine make a query
/// slow; they do not make it busy.
struct BackendTime {
    private let path: String?

    init(_ connection: PostgresConnection) {
        let process = try? connection.query("SELECT pg_backend_pid()").string(0, 0)
        path = process.map { "/proc/\($0)/schedstat" }
    }

    /// - Returns: `nil` where it can't be told: on another machine, or another system than Linux.
    func seconds() -> Double? {
        guard let path, let text = try? String(contentsOfFile: path, encoding: .utf8),
            let nanoseconds = text.split(separator: " ").first.flatMap({ Double($0) })
        else { return nil }
        return nanoseconds / 1_000_000_000
    }
}
