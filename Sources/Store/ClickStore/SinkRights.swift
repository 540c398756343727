package import PostgresClient

/// What a sink's database user has to be allowed to do, to be asked before the sink takes anything over.
package enum SinkRights {
    /// What is missing.
    package struct Missing: Equatable, Sendable {
        package let user: String
        /// What the user may not do, as in `INSERT, UPDATE on sink_offsets`.
        package let rights: [String]
        /// The statements that mend it.
        package let grants: [String]
    }

    /// What a sink does with each table; those of a newer or an older program are passed over.
    private static let tables: [(name: String, rights: String)] = [
        ("sink_offsets", "SELECT,INSERT,UPDATE"), ("user_clicks", "SELECT,INSERT"),
        ("rejected_clicks", "SELECT,INSERT"), ("offset_gaps", "INSERT"), ("retention_horizon", "SELECT"),
        ("clicks_by_minute", "SELECT,INSERT,UPDATE"), ("rolled_hours", "SELECT,INSERT,UPDATE"),
        ("rolled_days", "SELECT,INSERT,UPDATE"), ("rollup_progress", "SELECT,UPDATE"),
        ("users", "SELECT,INSERT,UPDATE"), ("user_days", "INSERT"),
        ("sessions", "SELECT,INSERT,UPDATE,DELETE"),
    ]

    /// - Returns: `nil` where nothing is missing.
    package static func missing(_ connection: PostgresConnection) throws(PostgresError) -> Missing? {
        let result = try connection.query(
            statement, [.texts(tables.map(\.name)), .texts(tables.map { "{\($0.rights)}" })])
        guard result.rowCount > 0 else { return nil }
        var (rights, grants): ([String], [String]) = ([], [])
        for row in result.rows {
            rights.append(result.string(row, 1) ?? "")
            grants.append(result.string(row, 2) ?? "")
        }
        return Missing(user: result.string(0, 0) ?? "", rights: rights, grants: grants)
    }

    /// Making a day's table takes the right to change `user_clicks`, which only its owner has. Where today's
    /// and tomorrow's are there already somebody else is making them.
    private static let statement = """
        WITH me AS (SELECT quote_ident(current_user) AS name), parent AS MATERIALIZED (
            SELECT c.relowner, n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.oid = to_regclass('user_clicks')
        ), makes_days AS (
            SELECT * FROM parent WHERE EXISTS (SELECT FROM generate_series(0, 1) AS ahead
                WHERE to_regclass(format('%I.%I', nspname, 'user_clicks_'
                    || to_char(now() AT TIME ZONE 'UTC' + make_interval(days => ahead), 'YYYYMMDD'))) IS NULL)
        ), missing AS (
            SELECT t.number, string_agg(r.name, ', ' ORDER BY r.number) || ' on ' || t.name AS "right",
                'GRANT ' || string_agg(r.name, ', ' ORDER BY r.number) || ' ON ' || t.name AS "grant"
            FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (name, rights, number),
                unnest(t.rights::text[]) WITH ORDINALITY AS r (name, number)
            WHERE to_regclass(t.name) IS NOT NULL AND NOT has_table_privilege(to_regclass(t.name), r.name)
            GROUP BY t.number, t.name
            UNION ALL SELECT 100, 'temporary tables in ' || current_database(),
                format('GRANT TEMPORARY ON DATABASE %I', current_database())
            WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')
            UNION ALL SELECT 101, 'new tables in the schema ' || nspname, format('GRANT CREATE ON SCHEMA %I', nspname)
            FROM makes_days WHERE NOT has_schema_privilege(nspname, 'CREATE')
            UNION ALL SELECT 102, 'new days of user_clicks', format('GRANT %I', pg_get_userbyid(relowner))
            FROM makes_days WHERE NOT pg_has_role(relowner, 'USAGE')
        )
        SELECT me.name, "right", "grant" || ' TO ' || me.name FROM missing, me ORDER BY number
        """
}
