/// Statements that go to the server one behind the other and are answered together: one round trip, however
/// many there are (libpq's pipeline mode). No COPY among them.
///
/// Valid inside of `PostgresConnection.pipeline` only.
package struct PostgresPipeline: ~Copyable {
    private let connection: PostgresConnection
    /// As they were sent, for messages.
    fileprivate var statements: [String] = []

    fileprivate init(_ connection: PostgresConnection) { self.connection = connection }

    /// Sends one statement. Large ones block while the socket is full.
    package mutating func add(
        _ sql: String, _ parameters: [PostgresParameter] = []
    ) throws(PostgresError) {
        let block = try PostgresConnection.block(parameters, sql)
        guard connection.handle.send(sql, block) else { throw connection.brokenError(sql) }
        statements.append(sql)
    }

    /// Sends one statement whose `$1` is a value in binary form; the others follow.
    package mutating func add(
        _ sql: String, binary: UnsafeRawBufferPointer, _ parameters: [PostgresParameter] = []
    ) throws(PostgresError) {
        let block = try PostgresConnection.block(parameters, sql)
        guard connection.handle.send(sql, binary: binary, block) else { throw connection.brokenError(sql) }
        statements.append(sql)
    }
}

extension PostgresConnection {
    /// Sends the statements that `body` adds, and reads their answers once all are sent.
    ///
    /// After one that fails the server skips the rest. In a transaction they are part of it, and COMMIT may
    /// be the last of them; without one they are a transaction of their own.
    /// - Returns: a result for each statement.
    /// - Throws: the first failure; what `body` throws spoils the connection, since it is not known how
    ///   much of
    ///   a statement is on its way.
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
        guard handle.endPipeline() else { throw brokenError(pipeline.statements.last) }
        return try answers(to: pipeline.statements)
    }

    private func answers(to statements: [String]) throws(PostgresError) -> [PostgresResult] {
        var results: [PostgresResult] = []
        var failure: PostgresError?
        for sql in statements {
            var last: ResultHandle?
            while let result = handle.nextResult() {
                switch result.status {
                case .commandDone, .rows, .empty: last = result
                case .failed: failure = failure ?? result.error(statement: sql)
                case .skipped: break
                case .copyIn, .copyOut, .pipelineEnd, .other:
                    spoil()
                    throw failure ?? PostgresError(.protocol, "no answer to a statement", statement: sql)
                }
            }
            if let last { results.append(PostgresResult(last)) }
            if let failure, failure.endsConnection { throw noting(failure) }
        }
        guard let end = handle.nextResult(), end.status == .pipelineEnd, handle.leavePipeline() else {
            let error = failure ?? brokenError(statements.last)
            spoil()
            throw error
        }
        if let failure { throw noting(failure) }
        guard results.count == statements.count else {
            spoil()
            throw PostgresError(.protocol, "answers are missing", statement: statements.last)
        }
        return results
    }
}
