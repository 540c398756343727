internal import TestPostgres

extension TestProgram {
    /// Where rollups, sessions and users are not what one query over `user_clicks` says; none are right.
    package func aggregateDifferences() async throws -> [String] {
        try await query(AggregateReference.differences).split(separator: "\n").map(String.init)
    }
}
