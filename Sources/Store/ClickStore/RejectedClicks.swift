package import PostgresClient

/// The table `rejected_clicks`, for those who look after what could not be stored.
package enum RejectedClicks {
    package enum Order: Sendable {
        case newestFirst, oldestFirst
    }

    /// How many there are of a reason.
    package struct Count: Sendable, Equatable {
        package let reason: String
        package let count: Int64
        /// How many of them were sent again.
        package let retried: Int64
    }

    /// Hands the rows to `body` one by one, as they come from the server: any number in the memory of one.
    /// - Parameter withBytes: whether they have their keys and payloads.
    /// - Throws: `PostgresError`, and what `body` throws, which ends it.
    package static func forEach(
        _ filter: RejectionFilter, order: Order, limit: Int? = nil, withBytes: Bool,
        on connection: PostgresConnection, _ body: (RejectedClick) throws -> Void
    ) throws {
        try copy(
            """
            SELECT \(RejectedClick.columns(withBytes: withBytes)) FROM rejected_clicks
            WHERE \(try filter.condition(connection))
            ORDER BY id \(order == .newestFirst ? "DESC" : "ASC")\(limit.map { " LIMIT \($0)" } ?? "")
            """, connection, body)
    }

    /// The next rows by id, bytes included.
    /// - Parameters:
    ///   - after: the last id of the page before.
    ///   - through: the last id of all, so that what is rejected meanwhile does not prolong the work for
    ///     ever.
    package static func page(
        _ filter: RejectionFilter, after: Int64, through: Int64, limit: Int, on connection: PostgresConnection
    ) throws -> [RejectedClick] {
        var page: [RejectedClick] = []
        try copy(
            """
            SELECT \(RejectedClick.columns(withBytes: true)) FROM rejected_clicks
            WHERE id > \(after) AND id <= \(through) AND \(try filter.condition(connection))
            ORDER BY id LIMIT \(limit)
            """, connection
        ) { page.append($0) }
        return page
    }

    /// The rows of these ids, bytes included, by id; those that do not exist are absent.
    package static func rows(
        _ ids: some Sequence<Int64>, on connection: PostgresConnection
    ) throws -> [RejectedClick] {
        var rows: [RejectedClick] = []
        let list = ids.map(String.init).joined(separator: ",")
        try copy(
            """
            SELECT \(RejectedClick.columns(withBytes: true)) FROM rejected_clicks
            WHERE id = ANY ('{\(list)}') ORDER BY id
            """, connection
        ) { rows.append($0) }
        return rows
    }

    /// The topics of these ids; those that do not exist are absent.
    package static func topics(
        of ids: some Sequence<Int64>, on connection: PostgresConnection
    ) throws(PostgresError) -> [Int64: String] {
        let result = try connection.query(
            "SELECT id, topic FROM rejected_clicks WHERE id = ANY ($1::bigint[])", [.integers(ids)])
        var topics: [Int64: String] = [:]
        for row in result.rows {
            if let id = result.integer(row, 0) { topics[id] = result.string(row, 1) }
        }
        return topics
    }

    /// The largest id; 0 where there is none.
    package static func lastID(on connection: PostgresConnection) throws -> Int64 {
        try connection.execute("SELECT max(id) FROM rejected_clicks").integer(0, 0) ?? 0
    }

    /// By reason, the most frequent first. Reads the whole table but for its payloads.
    package static func counts(
        _ filter: RejectionFilter, on connection: PostgresConnection
    ) throws -> [Count] {
        let result = try connection.execute(
            """
            SELECT reason, count(*), count(retried_at) FROM rejected_clicks
            WHERE \(try filter.condition(connection)) GROUP BY 1 ORDER BY 2 DESC, 1
            """)
        return result.rows.map { row in
            Count(
                reason: result.string(row, 0) ?? "", count: result.integer(row, 1) ?? 0,
                retried: result.integer(row, 2) ?? 0)
        }
    }

    /// Topics of which records were rejected.
    package static func topics(on connection: PostgresConnection) throws -> [String] {
        let result = try connection.execute("SELECT DISTINCT topic FROM rejected_clicks ORDER BY 1")
        return result.rows.compactMap { result.string($0, 0) }
    }

    private static func copy(
        _ query: String, _ connection: PostgresConnection, _ body: (RejectedClick) throws -> Void
    ) throws {
        try connection.copyOut("COPY (\(query)) TO STDOUT (FORMAT binary)") { bytes in
            let reader = CopyBinaryReader(bytes)
            if reader.isRow, let row = RejectedClick(row: reader) { try body(row) }
        }
    }
}
