import ArgumentParser

/// Which PostgreSQL.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("database-url"),
        help: ArgumentHelp(
            """
            Use this PostgreSQL instead of the private server: a postgresql:// URL or key=value pairs. \
            (environment: DATABASE_URL, or the usual PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD …)
            """,
            valueName: "url"))
    var databaseURL: String?
}
