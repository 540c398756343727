/// What the server says besides its answers: warnings and the like.
package struct PostgresNotice: Equatable, Sendable {
    /// `WARNING`, `NOTICE`, `INFO`, `LOG` or `DEBUG`.
    package let severity: String
    package let sqlState: SQLState?
    package let message: String
}
