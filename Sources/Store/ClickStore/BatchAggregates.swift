package import ClickModel
internal import ClickRollups
package import PostgresClient

/// What the clicks of one transaction add to rollups, sessions and users: summed up while they are decoded,
/// and added by the database in the same transaction.
///
/// First of all `renew`. In a transaction: `add` each click that is stored, then `send`.
/// Not Sendable: one a worker, used again and again.
package final class BatchAggregates {
    private let host = HostBuffer()
    var revenueText = RevenueText()
    var rollups = BatchRollups()
    var visits = BatchVisits()
    var knownUsers = KnownUsers()
    var knownSessions = KnownSessions()
    /// Places of the pieces whose session is known; kept for its memory.
    var knownPieces: [Int] = []
    /// How many of the next batches take everybody for new.
    var batchesWithoutTrust = 0
    var array: RowArrayBuffer

    /// How often visitors were rebuilt when we began to remember some; `nil` where that is not known yet.
    var rebuilds: Int64?

    /// - Parameter chunkBytes: bytes of one array of rows; a batch is sent in as many as it takes.
    package init(chunkBytes: Int) { array = RowArrayBuffer(limit: chunkBytes) }

    package func removeAll() {
        rollups.removeAll()
        visits.removeAll()
    }

    /// To be called when a transaction with what was sent was not committed, or may not have been.
    package func forgetKnown() {
        knownUsers.removeAll()
        knownSessions.removeAll()
    }

    /// Takes all users and sessions for new in the next batches: their rows are then written in one order, so
    /// that sinks that have visitors in common wait for each other in one direction.
    package func trustNothing(forBatches count: Int) {
        forgetKnown()
        batchesWithoutTrust = count
    }

    /// Whether it is not known what the fence has to say.
    package var needsRenewal: Bool { rebuilds == nil }

    /// Forgets users and sessions, and learns what the fence has to say from now on. Outside of a
    /// transaction.
    package func renew(_ connection: PostgresConnection) throws {
        forgetKnown()
        rebuilds = try connection.query("SELECT visitor_rebuilds FROM rollup_progress").integer(0, 0)
    }

    /// Whether what we remember of users and sessions is no longer so. The transaction has to be done again,
    /// after `renew`.
    package static func isOutdated(_ error: PostgresError) -> Bool { error.sqlState == .knowledgeOutdated }

    /// Counts a click that this transaction stores. The hot path: no allocation in steady state.
    package func add(_ click: borrowing DecodedClick) {
        let origin = ClickOrigin(click, scratch: host)
        rollups.add(click, origin)
        visits.add(click, origin)
    }

    /// Clicks by event type, for those who are told of the commit; the most frequent first. Behind `send`.
    package var clicksByEventType: [(eventType: String, clicks: Int64)] {
        var counts: [String: Int64] = [:]
        rollups.forEach { key, sums in
            guard key.dimension == .eventType else { return }
            counts[String(decoding: key.value, as: UTF8.self), default: 0] += sums.clicks
        }
        return counts.map { (eventType: $0.key, clicks: $0.value) }
            .sorted { ($1.clicks, $0.eventType) < ($0.clicks, $1.eventType) }
    }
}

extension SQLState {
    /// Raised by `expect_visitor_rebuilds` and `extend_visits`.
    fileprivate static let knowledgeOutdated = SQLState("CLK01")
}
