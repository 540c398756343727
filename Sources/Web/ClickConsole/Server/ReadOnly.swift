internal import PostgresClient

/// The console only looks: its sessions cannot write, and no question of theirs runs on.
enum ReadOnly {
    static func enter(_ connection: PostgresConnection) throws {
        try connection.execute(
            """
            SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY; SET statement_timeout = '5s'; SET jit = off; \
            SET max_parallel_workers_per_gather = 0
            """)
    }
}
