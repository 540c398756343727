internal import Hummingbird
internal import Logging
internal import PostgresClient

/// Who changed what by the console, and what came of it: a line in the log, and a row of `console_actions`,
/// which is there before anything is done. What cannot be noted is not done.
struct AuditTrail: Sendable {
    let writer: ConsoleWriter
    let log: AuditLog
    let logger: Logger

    /// An action that was noted and is under way.
    struct Entry: Sendable {
        fileprivate let id: Int64
        fileprivate let visitor: Visitor
        fileprivate let client: ClientAddress
        fileprivate let what: String
    }

    /// - Throws: `ConsoleRefusal` where it cannot be noted.
    func begin(_ visitor: Visitor, from client: ClientAddress, _ what: String) async throws -> Entry {
        do {
            let id = try await writer.write { connection in
                try connection.query(
                    """
                    INSERT INTO console_actions (who, role, address, action) VALUES ($1, $2, $3, $4) RETURNING id
                    """,
                    [
                        .text(visitor.description), .text(visitor.role.rawValue), .text(client.text),
                        .text(what),
                    ]
                ).integer(0, 0) ?? 0
            }
            return Entry(id: id, visitor: visitor, client: client, what: what)
        } catch let refusal as ConsoleRefusal {
            throw refusal
        } catch {
            logger.warning("The console could not note an action", metadata: ["reason": "\(error)"])
            throw ConsoleRefusal(
                .serviceUnavailable,
                "Nothing was changed, since it could not be noted in console_actions; the log says why.")
        }
    }

    /// The action is done or refused, also where that cannot be noted any more.
    func end(_ entry: Entry, status: Int, outcome: String) async {
        log.action(entry.visitor, from: entry.client, entry.what, status: status)
        do {
            try await writer.write { connection in
                _ = try connection.query(
                    """
                    UPDATE console_actions SET ended_at = clock_timestamp(), status = $2::integer, outcome = $3
                    WHERE id = $1::bigint
                    """, [.integer(entry.id), .integer(status), .text(outcome)])
            }
        } catch {
            logger.warning("The console could not note an action's end", metadata: ["reason": "\(error)"])
        }
    }
}
