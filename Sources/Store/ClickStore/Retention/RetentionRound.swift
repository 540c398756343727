package import PostgresClient

/// One round of dropping what is too old. It can be cut off anywhere: the next one goes on from there.
///
/// First the horizon moves, so that nothing old is stored any more; then days leave `user_clicks`, one a
/// transaction; then the rows of other tables go, some thousands a transaction. Any number of processes may
/// try at once: one works, and the others find nothing to do.
///
/// Blocks; confined to the connection's thread. The connection should be closed after it: it holds the lock
/// that keeps the others out.
package struct RetentionRound {
    /// What a round dropped.
    package struct Report: Equatable, Sendable {
        package var days: [ClickDay] = []
        package var clicks: Int64 = 0
        package var rejections: Int64 = 0
        /// Rows of visits, visitors and figures by the minute.
        package var otherRows: Int64 = 0

        package init() {}

        package var isEmpty: Bool { self == Report() }
    }

    private let connection: PostgresConnection
    private let isStopRequested: () -> Bool
    /// What was dropped so far, also where `run` throws.
    package private(set) var report = Report()

    /// - Parameter isStopRequested: asked between pieces of work; the round then ends early.
    package init(_ connection: PostgresConnection, isStopRequested: @escaping () -> Bool = { false }) {
        self.connection = connection
        self.isStopRequested = isStopRequested
    }

    /// Drops the days before the last `days`, today not counted.
    /// - Parameter now: microseconds since 1970.
    /// - Throws: `PostgresError`; 55P03 where a query on `user_clicks` runs on: try again soon.
    package mutating func run(keeping days: Int, now: Int64) throws {
        guard try AdvisoryLock.retention.tryForConnection(connection) else { return }
        let today = ClickDay(microseconds: now)
        let first = ClickDay(number: today.number - Int32(clamping: days))
        let horizon = try RetentionHorizon.raise(connection, to: first)
        for table in try OldDays.attached(connection, before: horizon) {
            if isStopRequested() { return }
            // Those that an earlier round has left come first, so that they do not pile up.
            try dropDetached()
            try OldDays.detach(table, connection)
        }
        try dropDetached()
        if try RetentionHorizon.isCleaned(connection, before: horizon) { return }
        if try deleteRows(before: horizon) { try RetentionHorizon.setCleaned(connection, before: horizon) }
    }

    private mutating func dropDetached() throws {
        for table in try OldDays.detached(connection) {
            if isStopRequested() { return }
            report.clicks += try OldDays.drop(table, connection)
            report.days.append(table.day)
        }
    }

    /// - Returns: `false` when it was to stop before it was done.
    private mutating func deleteRows(before day: ClickDay) throws -> Bool {
        var old = OldRows(connection, before: day)
        while let deleted = try old.deleteRejections() {
            report.rejections += deleted
            if isStopRequested() { return false }
        }
        // What is summed up by hour and day stays, and has to be made before its minutes go.
        _ = try connection.transaction { try connection.execute("SELECT roll_hours()") }
        for table in OldRows.tables {
            while let deleted = try old.delete(table) {
                report.otherRows += deleted
                if isStopRequested() { return false }
            }
        }
        return true
    }
}
