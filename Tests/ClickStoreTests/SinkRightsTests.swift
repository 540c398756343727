import ClickStore
import PostgresClient
import Testing

@Suite struct SinkRightsTests {
    /// Asks as a user who has been given nothing, but what `grants` say.
    private func missing(
        _ grants: String, _ connection: PostgresConnection, _ database: PostgresConfiguration
    ) throws -> SinkRights.Missing? {
        let role = "r_" + database.database
        return try connection.rolledBack {
            try connection.execute(
                "CREATE ROLE \(role); \(grants.replacing("ROLE", with: role)); SET ROLE \(role)")
            return try SinkRights.missing(connection)
        }
    }

    @Test func `an owner lacks nothing, and each right that somebody lacks comes with its GRANT`() throws {
        try withStore { connection, database in
            #expect(try SinkRights.missing(connection) == nil)
            let nothing = try #require(try missing("", connection, database))
            let role = nothing.user
            #expect(nothing.grants.contains("GRANT SELECT, INSERT, UPDATE ON sink_offsets TO \(role)"))
            // Today's table is still to be made.
            #expect(nothing.grants.last == "GRANT \(database.user) TO \(role)", "\(nothing.grants)")
            let member = try missing("GRANT \(database.user) TO ROLE", connection, database)
            #expect(member == nil)

            try ClickDays().ensure(
                [ClickDay(microseconds: today(connection)), ClickDay(microseconds: today(connection)).next],
                on: connection)
            let most = try #require(
                try missing(
                    """
                    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ROLE;
                    REVOKE UPDATE, DELETE ON sessions FROM ROLE
                    """, connection, database))
            #expect(most.rights == ["UPDATE, DELETE on sessions"])
            #expect(most.grants == ["GRANT UPDATE, DELETE ON sessions TO \(role)"])
        }
    }

    private func today(_ connection: PostgresConnection) throws -> Int64 {
        try connection.query("SELECT (extract(epoch FROM now()) * 1000000)::bigint").integer(0, 0) ?? 0
    }
}

extension PostgresConnection {
    fileprivate func rolledBack<Result>(_ body: () throws -> Result) throws -> Result {
        try execute("BEGIN")
        defer { rollBack() }
        return try body()
    }
}
