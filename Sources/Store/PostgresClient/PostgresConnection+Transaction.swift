extension PostgresConnection {
    /// How every transaction of ours begins, whatever the role's or the database's defaults are.
    package static var begin: String { "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE" }

    /// Runs `body` in a transaction: commits when it returns, rolls back when it throws.
    ///
    /// After a connection error during the commit it is not known whether it happened.
    package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try execute(Self.begin)
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Commits.
    ///
    /// A transaction in which a statement failed can't be committed: PostgreSQL answers such a COMMIT with
    /// ROLLBACK and no error, which is made one here.
    package func commit() throws(PostgresError) { try checkCommitted(try execute("COMMIT")) }

    /// The same after statements that `body` adds, all in one round trip.
    package func commit(after body: (inout PostgresPipeline) throws -> Void) throws {
        let results = try pipeline { pipeline in
            try body(&pipeline)
            try pipeline.add("COMMIT", isPrepared: true)
        }
        if let last = results.last { try checkCommitted(last) }
    }

    private func checkCommitted(_ result: PostgresResult) throws(PostgresError) {
        guard result.commandTag == "COMMIT" else {
            throw PostgresError(
                .server, "the transaction had failed before and was rolled back", statement: "COMMIT",
                retriability: .unknown)
        }
    }

    /// Leaves a COPY and a transaction, whichever is open; does nothing when neither is. Never throws: a
    /// connection that can't do this is broken, and its server has rolled back.
    package func rollBack() {
        abortCopyIn("rolled back")
        guard !isBroken, isInTransaction else { return }
        do {
            try execute("ROLLBACK")
        } catch {
            spoil()
        }
    }
}
