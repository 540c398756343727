extension PostgresConnection {
    /// The most bytes handed to libpq in one call: it copies them into its own buffer, which then stays small
    /// and in the processor's cache, and sends them before it returns.
    private static var chunkBytes: Int { 128 * 1_024 }

    /// Starts a `COPY … FROM STDIN`; then come `putCopyData` and `endCopyIn` or `abortCopyIn`.
    ///
    /// Statements before and after the COPY in the same string cost no round trip of their own:
    /// `BEGIN; SELECT … FOR UPDATE; COPY … FROM STDIN`.
    /// - Returns: the results of the statements before the COPY.
    @discardableResult
    package func beginCopyIn(_ sql: String) throws(PostgresError) -> [PostgresResult] {
        try checkIsFree(sql)
        guard handle.send(sql) else { throw brokenError(sql) }
        return try untilCopyIn(sql)
    }

    /// Reads results up to where a COPY begins, which is under way on return.
    private func untilCopyIn(_ sql: String) throws(PostgresError) -> [PostgresResult] {
        var before: [PostgresResult] = []
        while let result = handle.nextResult() {
            switch result.status {
            case .copyIn:
                copyStatement = sql
                return before
            case .commandDone, .rows, .empty: before.append(PostgresResult(result))
            case .failed:
                let failure = result.error(statement: sql)
                drain()
                throw noting(failure)
            case .copyOut, .skipped, .pipelineEnd, .other:
                spoil()
                throw PostgresError(.protocol, "a COPY to us where one from us was due", statement: sql)
            }
        }
        throw handle.isGood
            ? PostgresError(.protocol, "no COPY began", statement: sql) : brokenError(sql)
    }

    /// Sends bytes of the COPY that is under way, cut wherever it suits. Blocks while the server is behind.
    ///
    /// The server tells its errors (a duplicate, a bad value) at the end only: `endCopyIn` throws them.
    package func putCopyData(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
        guard copyStatement != nil else {
            throw PostgresError(.client, "There is no COPY under way")
        }
        var rest = bytes
        while !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.chunkBytes))
            guard handle.putCopyData(chunk) else { throw interruptedCopy() }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(Self.chunkBytes))
        }
    }

    package func putCopyData(_ buffer: borrowing CopyBinaryBuffer) throws(PostgresError) {
        try putCopyData(buffer.bytes)
    }

    /// Ends the COPY well, runs what stands after it in its string, and waits for the answers.
    /// - Returns: the number of rows that the COPY took.
    @discardableResult
    package func endCopyIn() throws(PostgresError) -> Int {
        guard let sql = copyStatement else {
            throw PostgresError(.client, "There is no COPY under way")
        }
        guard handle.putCopyEnd(refusal: nil) else { throw interruptedCopy() }
        copyStatement = nil
        let copy = handle.nextResult()
        if let copy, copy.status == .failed {
            let failure = copy.error(statement: sql)
            drain()
            throw noting(failure)
        }
        guard let copy else { throw brokenError(sql) }
        let rows = copy.affectedRows
        try checkRest(of: sql)
        return rows
    }

    /// Gives up the COPY; the server forgets its rows. Does nothing where none is under way.
    package func abortCopyIn(_ reason: String) {
        guard copyStatement != nil else { return }
        copyStatement = nil
        guard handle.putCopyEnd(refusal: reason.utf8.contains(0) ? "aborted" : reason) else { return spoil() }
        drain()
    }

    /// Runs a `COPY … TO STDOUT` and hands each row's bytes to `row`, which must not keep them.
    ///
    /// In text form a row is a line with its line feed; in binary form the first row is preceded by the
    /// header, and the last call is for the trailer alone (`CopyBinaryReader` reads both).
    /// When `row` throws, the statement is cancelled and the error passed on; the connection stays usable.
    package func copyOut(_ sql: String, _ row: (UnsafeRawBufferPointer) throws -> Void) throws {
        try checkIsFree(sql)
        guard handle.send(sql) else { throw brokenError(sql) }
        guard let first = handle.nextResult() else { throw brokenError(sql) }
        guard first.status == .copyOut else {
            let isFailure = first.status == .failed
            let failure =
                isFailure
                ? first.error(statement: sql) : PostgresError(.protocol, "no COPY began", statement: sql)
            if first.status == .copyIn { spoil() } else { drain() }
            throw noting(failure)
        }
        var step = ConnectionHandle.CopyOutStep.row
        do {
            while step == .row { step = try handle.nextCopyRow(row) }
        } catch {
            _ = handle.makeCanceller()?.cancel()
            while handle.nextCopyRow({ _ in }) == .row {}
            drain()
            throw error
        }
        try checkRest(of: sql)
    }

    /// What the server said about a COPY that it no longer listens to.
    private func interruptedCopy() -> PostgresError {
        let sql = copyStatement
        copyStatement = nil
        // While libpq believes in the COPY it reads no error: the end has to be tried for it to look.
        _ = handle.putCopyEnd(refusal: "interrupted")
        var failure: PostgresError?
        while let result = handle.nextResult() {
            if result.status == .failed { failure = failure ?? result.error(statement: sql) }
            if result.status == .copyIn { break }
        }
        let error = noting(failure ?? brokenError(sql))
        if handle.transactionStatus == .active { spoil() }
        return error
    }

    /// Reads the results after a COPY's own; the first failure among them is thrown.
    private func checkRest(of sql: String) throws(PostgresError) {
        var failure: PostgresError?
        while let result = handle.nextResult() {
            switch result.status {
            case .failed: failure = failure ?? result.error(statement: sql)
            case .copyIn, .copyOut, .skipped, .pipelineEnd, .other:
                spoil()
                throw PostgresError(.protocol, "one COPY at a time", statement: sql)
            case .commandDone, .rows, .empty: break
            }
        }
        if let failure { throw noting(failure) }
        if !handle.isGood { throw brokenError(sql) }
    }

    /// Reads results that no longer matter, so that the connection is free again.
    private func drain() {
        while let result = handle.nextResult() {
            switch result.status {
            case .copyIn, .copyOut, .skipped, .pipelineEnd, .other: return spoil()
            case .commandDone, .rows, .empty, .failed: continue
            }
        }
    }
}
