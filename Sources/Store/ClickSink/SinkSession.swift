internal import ClickStore
internal import PostgresClient

/// A worker's connection to PostgreSQL, with what is remembered about it. Gone with the connection.
///
/// Confined to the worker's thread: every call blocks.
final class SinkSession {
    let connection: PostgresConnection
    /// Which clicks have a partition to go to, and which are of days that retention has dropped.
    private(set) var days = KnownDays()
    private let partitions = ClickDays()
    private var hoursDueAt: Int64 = 0

    let aggregateTypes: BatchAggregates.Types
    /// How long a batch waits for what others have locked.
    let rowWait: Duration

    private init(_ connection: PostgresConnection) throws(PostgresError) {
        self.connection = connection
        aggregateTypes = try BatchAggregates.Types.read(connection)
        rowWait = try SinkOffsets.rowWait(connection)
    }

    /// Connects, and makes the connection ready for batches.
    /// - Throws: `PostgresError`, `SinkError.otherTopic`, `.missingRights`, or what makes the server
    ///   unavailable.
    static func open(_ server: any PostgresServer, topic: String) async throws -> SinkSession {
        let configuration = try await server.ready()
        let session = try SinkSession(try PostgresConnection.connect(configuration))
        try session.prepare(topic: topic)
        return session
    }

    private func prepare(topic: String) throws {
        if let missing = try SinkRights.missing(connection) { throw SinkError.missingRights(missing) }
        for row in try SinkOffsets.rows(connection, topic: nil) where row.topic != topic {
            throw SinkError.otherTopic(stored: row.topic, wanted: topic)
        }
        // The statements are the same each time, and planning one takes longer than running it on a few rows.
        try connection.execute("SET plan_cache_mode = force_generic_plan")
        try StagedClicks.prepare(connection)
        try StagedRejections.prepare(connection)
        if let horizon = try RetentionHorizon.read(connection) { days.dropped(before: horizon) }
    }

    /// Once a minute, has the hours that are over summed up. Costs next to nothing where there are none.
    /// - Parameter now: microseconds since 1970.
    func rollHoursIfDue(at now: Int64) throws {
        guard now >= hoursDueAt else { return }
        hoursDueAt = now + Self.microsecondsBetweenRolls
        do {
            // Each of its statements has to see what was committed while it waited for its lock.
            _ = try connection.transaction { try connection.execute("SELECT roll_hours()") }
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            // Another sink's transaction does not end: the next minute will do.
        }
    }

    private static let microsecondsBetweenRolls: Int64 = 60_000_000

    /// Creates the partitions of days, or learns that they are dropped. Outside a transaction.
    func createDays(_ missing: Set<ClickDay>) throws {
        if let kept = try partitions.ensure(missing, on: connection) { days.dropped(before: kept) }
        days.insert(missing)
    }

    /// After PostgreSQL found no partition for a row that had one.
    func forgetDays() {
        partitions.forget()
        days.forget()
    }
}
