/// A session with PostgreSQL. Calls block; one thread at a time; not on Swift's cooperative pool.
///
/// Once `isBroken` is true the session is over: the server has rolled back whatever was open, and a new
/// connection has to take its place. An error during COMMIT leaves open whether it happened.
package final class PostgresConnection {
    let handle: ConnectionHandle
    /// The statement whose COPY is under way, for messages.
    var copyStatement: String?
    private var isSpoilt = false
    /// The names of statements that the server keeps for pipelines, by their text.
    var preparedStatements: [String: String] = [:]
    var preparedCount = 0

    private init(_ handle: ConnectionHandle) { self.handle = handle }

    /// Opens a session.
    ///
    /// An attempt gives up after the connection string's `connect_timeout`, or 10 s; a peer that is gone
    /// without a word is noticed after some 30 s, by TCP's keep-alive and user time-out.
    package static func connect(
        _ configuration: PostgresConfiguration
    ) throws(PostgresError) -> PostgresConnection {
        PostgresConnection(try ConnectionHandle.connect(configuration))
    }

    package func close() { handle.close() }

    package var isBroken: Bool { isSpoilt || !handle.isGood }

    /// Whether a transaction is open, a failed one included.
    package var isInTransaction: Bool {
        switch handle.transactionStatus {
        case .inTransaction, .failedTransaction: true
        case .idle, .active, .unknown: false
        }
    }

    package var isCopyingIn: Bool { copyStatement != nil }

    /// As in 150018 for 15.18.
    package var serverVersion: Int { handle.serverVersion }

    /// The server process, as `pg_stat_activity.pid` has it.
    package var backendID: Int32 { handle.backendID }

    /// A setting that the server reports by itself, such as `TimeZone`.
    package func parameterStatus(_ name: String) -> String? { handle.parameterStatus(name) }

    /// Told of warnings while a call of this connection runs, on its thread. Without one they are dropped.
    package var noticeHandler: ((PostgresNotice) -> Void)? {
        get { handle.notices.handler }
        set { handle.notices.handler = newValue }
    }

    /// Cancels what this connection is doing, from any thread.
    package func canceller() throws(PostgresError) -> PostgresCanceller {
        guard let canceller = handle.makeCanceller() else { throw brokenError(nil) }
        return canceller
    }

    /// Runs one statement, or several with `;` between them (in one transaction, unless they say otherwise).
    /// - Returns: the last one's result.
    @discardableResult
    package func execute(_ sql: String) throws(PostgresError) -> PostgresResult {
        try checkIsFree(sql)
        guard handle.send(sql) else { throw brokenError(sql) }
        return PostgresResult(try lastResult(of: sql))
    }

    /// Runs one statement with parameters.
    @discardableResult
    package func query(
        _ sql: String, _ parameters: [PostgresParameter] = []
    ) throws(PostgresError) -> PostgresResult {
        try checkIsFree(sql)
        guard handle.send(sql, try Self.block(parameters, sql)) else { throw brokenError(sql) }
        return PostgresResult(try lastResult(of: sql))
    }

    /// Has the server parse a statement once, for `executePrepared`.
    package func prepare(_ name: String, _ sql: String) throws(PostgresError) {
        try checkIsFree(sql)
        guard handle.sendPrepare(name, sql) else { throw brokenError(sql) }
        _ = try lastResult(of: sql)
    }

    @discardableResult
    package func executePrepared(
        _ name: String, _ parameters: [PostgresParameter] = []
    ) throws(PostgresError) -> PostgresResult {
        try checkIsFree(name)
        guard handle.sendPrepared(name, try Self.block(parameters, name)) else { throw brokenError(name) }
        return PostgresResult(try lastResult(of: name))
    }

    /// `text` as an SQL literal, quotes included.
    package func literal(_ text: String) throws(PostgresError) -> String {
        guard !text.utf8.contains(0), let quoted = handle.literal(text) else { throw Self.nulError(nil) }
        return quoted
    }

    /// `name` as an SQL identifier, quotes included.
    package func identifier(_ name: String) throws(PostgresError) -> String {
        guard !name.utf8.contains(0), let quoted = handle.identifier(name) else { throw Self.nulError(nil) }
        return quoted
    }

    // MARK: Results

    /// Reads every result up to the end of the statement.
    /// - Throws: the first failure, once everything is read; the connection is free again then.
    func lastResult(of sql: String) throws(PostgresError) -> ResultHandle {
        var last: ResultHandle?
        var failure: PostgresError?
        while let result = handle.nextResult() {
            switch result.status {
            case .commandDone, .rows, .empty: last = result
            case .failed: failure = failure ?? result.error(statement: sql)
            case .copyIn, .copyOut, .skipped, .pipelineEnd, .other:
                failure = failure ?? PostgresError(.protocol, "a COPY where rows were due", statement: sql)
                leaveCopy(result.status)
            }
        }
        if let failure { throw noting(failure) }
        guard let last, handle.isGood else { throw brokenError(sql) }
        return last
    }

    /// Ends a COPY that nobody asked for. What can't be ended spoils the connection.
    private func leaveCopy(_ status: ResultHandle.Status) {
        if status == .copyIn {
            _ = handle.putCopyEnd(refusal: "not expected")
        } else {
            spoil()
        }
    }

    /// Remembers that an error ended the session: libpq may not have read the end of it yet.
    func noting(_ error: PostgresError) -> PostgresError {
        if error.endsConnection { isSpoilt = true }
        return error
    }

    /// Ends the session: what the server sends from here on can't be told apart.
    func spoil() {
        isSpoilt = true
        handle.close()
    }

    func brokenError(_ sql: String?) -> PostgresError {
        var error = PostgresError(.connection, handle.errorMessage, statement: sql)
        if handle.isGood {
            error.kind = .client
            error.retriability = .unknown
        }
        return error
    }

    func checkIsFree(_ sql: String) throws(PostgresError) {
        if isBroken { throw PostgresError(.connection, "it was closed before this call", statement: sql) }
        if isCopyingIn { throw PostgresError(.client, "A COPY is still open", statement: sql) }
        if sql.utf8.contains(0) { throw Self.nulError(sql) }
    }

    static func block(
        _ parameters: [PostgresParameter], _ sql: String
    ) throws(PostgresError) -> ParameterBlock {
        for parameter in parameters where parameter.text?.utf8.contains(0) == true {
            throw nulError(sql)
        }
        return ParameterBlock(parameters.map(\.text))
    }

    private static func nulError(_ sql: String?) -> PostgresError {
        PostgresError(
            .client, "PostgreSQL's texts can't hold the character NUL", sqlState: .characterNotInRepertoire,
            statement: sql)
    }
}
