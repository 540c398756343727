import Foundation
import PostgresClient
import TestPostgres
import TestProgram
import Testing

/// Clicks that flow from a producer through a broker of their own into a PostgreSQL server of the test's, and
/// a session with that server from which faults are made.
struct FaultScene: Sendable {
    let program: TestProgram
    let producer: RunningProgram
    let sink: RunningProgram
    /// Told apart from the sink's sessions by its application name.
    let admin: PostgresSession
    let database: PostgresConfiguration
    private let broker: RunningProgram

    /// Runs `body` while clicks flow, then lets everything end and checks that each is stored once.
    static func run(
        on database: PostgresConfiguration, rate: Int = 2000, malformed: Double = 0.01,
        _ body: (FaultScene) async throws -> Void
    ) async throws {
        try await TestProgram.with { program in
            let admin = session(with: database)
            let broker = try program.start(["broker", "--listen", program.listen])
            try await broker.wait(forError: "Kafka broker")
            let sink = try program.start(["consume"] + address(of: database))
            try await sink.wait(forError: "Partitions assigned")
            let producer = try program.start([
                "produce", "--rate", "\(rate)", "--duplicates", "0.01", "--malformed", "\(malformed)",
            ])
            let scene = FaultScene(
                program: program, producer: producer, sink: sink, admin: admin, database: database,
                broker: broker)
            try await scene.stored(500)
            try await body(scene)
            try await scene.finish()
        }
    }

    static func session(with database: PostgresConfiguration) -> PostgresSession {
        var database = database
        database.settings.append(("application_name", "fault test"))
        return PostgresSession(ExternalPostgres(database))
    }

    private static func address(of database: PostgresConfiguration) -> [String] {
        let words = [
            "host=\(database.host)", "port=\(database.port)", "user=\(database.user)",
            "dbname=\(database.database)",
        ]
        return ["--database-url", words.joined(separator: " ")]
    }

    private func finish() async throws {
        producer.signal(SIGTERM)
        #expect(await producer.result().code == 0)
        sink.signal(SIGTERM)
        let result = await sink.result()
        #expect(result.code == 0, "\(result.errors)")
        let rest = try await program.run(["consume", "--until-end"] + Self.address(of: database))
        #expect(rest.code == 0, "\(rest.errors)")
        let verified = try await program.run(["verify", "--json"] + Self.address(of: database))
        #expect(verified.code == 0, "\(verified.output) \(verified.errors)")
        let audit = try Audit(json: verified.output)
        #expect(audit.exact, "\(verified.output)")
        #expect(audit.lag == 0)
        #expect(audit.stored > 0)
        broker.signal(SIGTERM)
        #expect(await broker.result().code == 0)
        await admin.close()
    }

    // MARK: - Asking and waiting

    func execute(_ sql: String) async throws {
        try await admin.withConnection { connection in
            _ = try connection.execute(sql)
        }
    }

    func ask(_ sql: String) async throws -> String? {
        try await admin.withConnection { try $0.execute(sql).string(0, 0) }
    }

    /// Waits, in the server, until a query gives true.
    func wait(until condition: String, seconds: Int = 90) async throws {
        try await execute(ServerWait.statement(until: condition, seconds: seconds))
    }

    /// Waits until so many more offsets are stored.
    func stored(_ more: Int, seconds: Int = 90) async throws {
        try await wait(until: "SELECT to_regclass('sink_offsets') IS NOT NULL")
        let now = try await ask("SELECT coalesce(sum(next_offset), 0) FROM sink_offsets") ?? "0"
        try await wait(
            until: "SELECT coalesce(sum(next_offset), 0) > \(now) + \(more) FROM sink_offsets",
            seconds: seconds)
    }

    static let isSink = "application_name = 'clickstream' AND datname = current_database()"

    /// Waits until one of the sink's sessions waits for a lock.
    func sinkIsBlocked() async throws {
        try await wait(
            until: """
                SELECT EXISTS (SELECT FROM pg_stat_activity
                    WHERE wait_event_type = 'Lock' AND \(Self.isSink))
                """)
    }

    /// A connection for a fault that lasts, such as a lock. Its calls block.
    func holder(as name: String = "fault test") throws -> PostgresConnection {
        var database = database
        database.settings.append(("application_name", name))
        return try PostgresConnection.connect(database)
    }

    static let refused = "PostgreSQL did not take the batch; trying again until it does"
    static let away = "PostgreSQL is not available; waiting for it"
    static let over = "PostgreSQL is back"

    /// Waits until the sink has told that the fault is over and stores again; it has told the fault once.
    func isOver(_ fault: String) async throws {
        try await sink.wait(forError: Self.over)
        try await stored(500)
        #expect(count(fault) == 1, "\(sink.errorText)")
        #expect(count(Self.away) + count(Self.refused) == 1, "\(sink.errorText)")
        #expect(count(Self.over) == 1, "\(sink.errorText)")
    }

    /// How often the sink said something.
    func count(_ text: String) -> Int { sink.errorText.components(separatedBy: text).count - 1 }
}
