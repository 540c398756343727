/// Statements that go to the server one behind the other and are answered together: one round trip, however
/// many there are (libpq's pipeline mode). No COPY among them.
///
/// Valid inside of `PostgresConnection.pipeline` only.
package struct PostgresPipeline: ~Copyable {
    private let connection: PostgresConnection
    fileprivate var sent: [Sent] = []

    fileprivate struct Sent {
        let sql: String
        /// The name under which the server shall keep the statement; it is not run then.
        var preparedName: String?
    }

    fileprivate init(_ connection: PostgresConnection) { self.connection = connection }

    /// Sends one statement. Large ones block while the socket is full.
    /// - Parameter isPrepared: whether the server keeps the statement, parsed and planned, for the next time.
    ///   For texts that are constants of the program: they are kept as long as the connection.
    package mutating func add(
        _ sql: String, _ parameters: [PostgresParameter] = [], isPrepared: Bool = false
    ) throws(PostgresError) {
        let block = try PostgresConnection.block(parameters, sql)
        let name = isPrepared ? try prepare(sql) : nil
        let isSent =
            name.map { connection.handle.sendPrepared($0, block) } ?? connection.handle.send(sql, block)
        guard isSent else { throw connection.brokenError(sql) }
        sent.append(Sent(sql: sql))
    }

    /// Sends one statement that the server keeps, whose `$1` is a value in binary form; the others follow.
    package mutating func add(
        prepared sql: String, binary: UnsafeRawBufferPointer, _ parameters: [PostgresParameter] = []
    ) throws(PostgresError) {
        let block = try PostgresConnection.block(parameters, sql)
        guard connection.handle.sendPrepared(try prepare(sql), binary: binary, block) else {
            throw connection.brokenError(sql)
        }
        sent.append(Sent(sql: sql))
    }

    /// - Returns: the name under which the server keeps the statement, or will when it comes to it.
    private mutating func prepare(_ sql: String) throws(PostgresError) -> String {
        if let name = connection.preparedStatements[sql] { return name }
        if let name = sent.first(where: { $0.preparedName != nil && $0.sql == sql })?.preparedName {
            return name
        }
        connection.preparedCount += 1
        let name = "pipeline_\(connection.preparedCount)"
        guard connection.handle.sendPrepare(name, sql) else { throw connection.brokenError(sql) }
        sent.append(Sent(sql: sql, preparedName: name))
        return name
    }
}

extension PostgresConnection {
    /// Sends the statements that `body` adds, and reads their answers once all are sent.
    ///
    /// After one that fails the server skips the rest. In a transaction they are part of it, and COMMIT may
    /// be the last of them; without one they are a transaction of their own.
    /// - Returns: a result for each statement.
    /// - Throws: the first failure; what `body` throws spoils the connection, since it is not known how much
    ///   of a statement is on its way.
    @discardableResult
    package func pipeline(
        _ body: (inout PostgresPipeline) throws -> Void
    ) throws -> [PostgresResult] {
        try checkIsFree("")
        guard handle.enterPipeline() else { throw brokenError(nil) }
        var pipeline = PostgresPipeline(self)
        do {
            try body(&pipeline)
        } catch {
            spoil()
            throw error
        }
        guard handle.endPipeline() else { throw brokenError(pipeline.sent.last?.sql) }
        return try answers(to: pipeline.sent)
    }

    private func answers(to sent: [PostgresPipeline.Sent]) throws(PostgresError) -> [PostgresResult] {
        var results: [PostgresResult] = []
        var failure: PostgresError?
        for statement in sent {
            var last: ResultHandle?
            while let result = handle.nextResult() {
                switch result.status {
                case .commandDone, .rows, .empty: last = result
                case .failed: failure = failure ?? result.error(statement: statement.sql)
                case .skipped: break
                case .copyIn, .copyOut, .pipelineEnd, .other:
                    spoil()
                    throw failure
                        ?? PostgresError(.protocol, "no answer to a statement", statement: statement.sql)
                }
            }
            if let failure, failure.endsConnection { throw noting(failure) }
            guard let last else { continue }
            if let name = statement.preparedName {
                preparedStatements[statement.sql] = name
            } else {
                results.append(PostgresResult(last))
            }
        }
        guard let end = handle.nextResult(), end.status == .pipelineEnd, handle.leavePipeline() else {
            let error = failure ?? brokenError(sent.last?.sql)
            spoil()
            throw error
        }
        if let failure { throw noting(failure) }
        guard results.count == sent.count(where: { $0.preparedName == nil }) else {
            spoil()
            throw PostgresError(.protocol, "answers are missing", statement: sent.last?.sql)
        }
        return results
    }
}
