internal import PostgresClient

/// The deletion of rows that have grown old, from the tables that are not partitioned by day: a few thousand
/// a transaction, and never waiting for a row that somebody else holds.
///
/// Each transaction goes on where the one before it ended, so that a table is read once, whatever is deleted.
struct OldRows {
    private static let chunk = 5000
    /// Half a megabyte: some thousand rows at most.
    private static let pagesAChunk: Int64 = 64

    /// The tables, each with the column that tells a row's age. What is summed up by hour and day stays: it
    /// is small, and says nothing about anybody.
    static let tables = [
        (name: "clicks_by_minute", column: "minute"), (name: "sessions", column: "ended_at"),
        (name: "user_days", column: "day"), (name: "users", column: "last_day"),
    ]

    private let connection: PostgresConnection
    private let day: ClickDay
    /// Rejections up to this id are done.
    private var lastRejection: Int64 = 0
    /// The next page of the table under way, and behind its last one.
    private var pages: Range<Int64>?

    /// - Parameter day: the first day whose rows are kept.
    init(_ connection: PostgresConnection, before day: ClickDay) {
        self.connection = connection
        self.day = day
    }

    /// Deletes the next rejections, and keeps count of them.
    /// - Returns: how many were deleted; `nil` once all are done.
    mutating func deleteRejections() throws -> Int64? {
        let after = lastRejection
        let result = try connection.transaction {
            try connection.execute("SET LOCAL lock_timeout = '5s'")
            try DroppedRows.holdStill(connection)
            return try connection.query(
                Self.rejectionsStatement, [.text(day.firstInstant), .integer(after)])
        }
        guard let last = result.integer(0, 1) else { return nil }
        lastRejection = last
        return result.integer(0, 0) ?? 0
    }

    /// By id, whose index gives the old rows first: they have been here longest.
    static let rejectionsStatement = """
        WITH old AS (
            SELECT id FROM rejected_clicks WHERE id > $2::bigint AND rejected_at < $1::timestamptz
            ORDER BY id LIMIT \(chunk) FOR UPDATE SKIP LOCKED
        ), gone AS (
            DELETE FROM rejected_clicks r USING old WHERE r.id = old.id
            RETURNING r.kafka_partition, r.former_log
        ), counted AS (
            INSERT INTO dropped_rows AS d (kafka_partition, rejections)
            SELECT kafka_partition, count(*) FROM gone WHERE former_log = 0 GROUP BY kafka_partition
            ON CONFLICT (kafka_partition) DO UPDATE SET rejections = d.rejections + EXCLUDED.rejections)
        SELECT (SELECT count(*) FROM gone), (SELECT max(id) FROM old)
        """

    /// Deletes the old rows of the next pages of one of these tables. It is to be called until the table is
    /// done before it is called for another.
    /// - Returns: how many were deleted, which may be 0; `nil` once the table is done.
    mutating func delete(_ table: (name: String, column: String)) throws -> Int64? {
        // A row that is written behind this end is of a day that is kept: older ones are not stored any more.
        let range = try pages ?? 0..<Self.pageCount(of: table.name, connection)
        guard !range.isEmpty else {
            pages = nil
            return nil
        }
        let end = min(range.upperBound, range.lowerBound + Self.pagesAChunk)
        let result = try connection.query(
            Self.statement(table, pages: range.lowerBound..<end), [.text(day.firstInstant)])
        pages = end..<range.upperBound
        return Int64(result.affectedRows)
    }

    /// The age is asked for twice: a row may be renewed between its being found and its being deleted.
    static func statement(_ table: (name: String, column: String), pages: Range<Int64>) -> String {
        """
        DELETE FROM \(table.name) WHERE \(table.column) < $1 AND ctid = ANY (ARRAY(
            SELECT ctid FROM \(table.name) WHERE \(table.column) < $1
                AND ctid >= '(\(pages.lowerBound),0)' AND ctid < '(\(pages.upperBound),0)'
            FOR UPDATE SKIP LOCKED))
        """
    }

    private static func pageCount(of table: String, _ connection: PostgresConnection) throws -> Int64 {
        try connection.query(
            "SELECT pg_relation_size('\(table)') / current_setting('block_size')::bigint"
        ).integer(0, 0) ?? 0
    }
}

extension ClickDay {
    /// As a text that PostgreSQL takes for a date as for a time.
    var firstInstant: String { "\(date) 00:00:00+00" }
}
