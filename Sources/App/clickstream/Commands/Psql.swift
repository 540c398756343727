import ArgumentParser
import PostgresClient
import PrivatePostgres
import Subprocess
import SystemPackage
import UnixSignals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

struct Psql: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Opens the right database in psql.",
        discussion: """
            All arguments behind the options go to psql. The private server is started for as long as psql runs, \
            where it is not running already.

            Examples:
              clickstream psql
              clickstream psql -c 'SELECT * FROM user_clicks ORDER BY id DESC LIMIT 10'
              clickstream psql --data-dir /var/lib/shop -c '\\d+ user_clicks'
            """)

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var common: CommonOptions

    @Argument(parsing: .allUnrecognized, help: "Arguments for psql.")
    var arguments: [String] = []

    func run() async throws {
        let terminal = Terminal()
        let settings = try await Settings(Flags(common, database))
        let stack = try await Stack.open(settings, needs: .database, terminal: terminal)
        let code = try await stack.prepared {
            try await stack.migrate()
            return try await runPsql(stack)
        }
        await stack.close()
        if code != 0 { throw ExitCode(code) }
    }

    /// Runs psql in this terminal. Ctrl-C is psql's business meanwhile.
    private func runPsql(_ stack: Stack) async throws -> Int32 {
        let configuration = try await stack.server.ready()
        signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, SIG_DFL) }
        var environment = Environment.inherit
        if stack.privatePostgres != nil {
            environment = environment.updating([
                "PGHOST": configuration.host, "PGPORT": configuration.port,
                "PGDATABASE": configuration.database,
                "PGUSER": configuration.user,
            ])
        }
        let connection = stack.settings.databaseURL.flatMap { $0.isEmpty ? nil : $0 }
        let arguments = (connection.map { ["-d", $0] } ?? []) + arguments
        return try await withThrowingTaskGroup(of: Int32?.self) { tasks in
            let program = Self.program(stack)
            tasks.addTask { [environment] in try await Self.run(program, arguments, environment) }
            // Whoever ends this program means psql too.
            let signals = await UnixSignalsSequence(trapping: .sigterm, .sighup)
            tasks.addTask {
                for await _ in signals { return nil }
                return nil
            }
            defer { tasks.cancelAll() }
            return (try await tasks.next() ?? nil) ?? EX_TEMPFAIL
        }
    }

    private static func run(
        _ program: Executable, _ arguments: [String], _ environment: Environment
    ) async throws -> Int32 {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(3))]
        do {
            let result = try await Subprocess.run(
                program, arguments: Arguments(arguments), environment: environment, platformOptions: options,
                input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
            switch result.terminationStatus {
            case .exited(let code): return code
            case .signaled(let signal): return 128 + signal
            }
        } catch {
            throw Unavailable(
                "psql could not be run (\(error)): install the PostgreSQL client (postgresql-client).")
        }
    }

    private static func program(_ stack: Stack) -> Executable {
        guard let directory = stack.privatePostgres?.programDirectory else { return .name("psql") }
        let path = directory + "/psql"
        return access(path, X_OK) == 0 ? .path(FilePath(path)) : .name("psql")
    }
}
