internal import PostgresClient

/// Rows of one table in the order of partition and offset, fetched a piece at a time from a cursor of the
/// server. Needs an open transaction; confined to the connection's thread.
struct RowCursor {
    /// A row's place in the log, and, for clicks, its identity.
    struct Row {
        let partition: Int32
        let offset: Int64
        let click: PartitionAudit.ClickIdentity?
    }

    private let name: String
    private let connection: PostgresConnection
    private var fetched: [Row] = []
    private var position = 0
    private var isExhausted = false

    /// Rows a round trip.
    private static let piece = 20_000

    /// Declares the cursor.
    /// - Parameter query: yields partition and offset, and for clicks the halves of the event's UUID as
    ///   signed integers and its time in microseconds, ordered by partition and offset.
    init(_ name: String, _ query: String, on connection: PostgresConnection) throws(PostgresError) {
        self.name = name
        self.connection = connection
        try connection.execute("DECLARE \(name) NO SCROLL CURSOR FOR \(query)")
    }

    /// The next row without taking it; `nil` at the end.
    mutating func peek() throws(PostgresError) -> Row? {
        if position == fetched.count && !isExhausted { try fetch() }
        return position < fetched.count ? fetched[position] : nil
    }

    /// Moves past the row that `peek` showed.
    mutating func advance() { position += 1 }

    private mutating func fetch() throws(PostgresError) {
        let result = try connection.execute("FETCH \(Self.piece) FROM \(name)")
        fetched.removeAll(keepingCapacity: true)
        position = 0
        isExhausted = result.rowCount == 0
        for row in 0..<result.rowCount {
            var click: PartitionAudit.ClickIdentity?
            if result.columnCount == 5, let high = result.integer(row, 2), let low = result.integer(row, 3),
                let time = result.integer(row, 4)
            {
                click = PartitionAudit.ClickIdentity(
                    high: UInt64(bitPattern: high), low: UInt64(bitPattern: low), time: time)
            }
            fetched.append(
                Row(
                    partition: Int32(truncatingIfNeeded: result.integer(row, 0) ?? -1),
                    offset: result.integer(row, 1) ?? -1, click: click))
        }
    }
}
