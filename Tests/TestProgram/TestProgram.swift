package import Foundation
internal import TestPostgres

/// The built `clickstream`, as a user runs it: in a directory of its own, on ports of its own.
package final class TestProgram: Sendable {
    /// What a finished run left.
    package struct Result: Sendable {
        package let code: Int32
        package let output: String
        package let errors: String
    }

    package let directory: String
    /// The address of the embedded broker.
    package let listen: String

    package init() throws {
        directory =
            FileManager.default.temporaryDirectory.path + "/clickstream-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        listen = "127.0.0.1:\(try FreePort.find())"
    }

    /// Runs a body with a program, and removes what it left.
    package static func with<R>(_ body: (TestProgram) async throws -> R) async throws -> R {
        let program = try TestProgram()
        do {
            let result = try await body(program)
            program.remove()
            return result
        } catch {
            program.remove()
            throw error
        }
    }

    private func remove() {
        stopServer()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The private server outlives a killed program until the next one takes it over.
    private func stopServer() {
        guard let process = postmaster() else { return }
        kill(process, SIGQUIT)
        ProcessWait.untilGone(process)
    }

    /// The process of the private PostgreSQL server, while it runs.
    package func postmaster() -> pid_t? {
        let file = directory + "/data/postgres/cluster/postmaster.pid"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let line = text.split(separator: "\n").first, let process = pid_t(line), kill(process, 0) == 0
        else { return nil }
        return process
    }

    // MARK: - Running

    /// Starts a command that goes on in the background. `up` has no console unless its arguments say where:
    /// tests run side by side, and there is one port 9000.
    /// - Parameters:
    ///   - patience: seconds, after which it is killed.
    ///   - takesDataDirectory: whether it is one of the commands that have one.
    package func start(
        _ arguments: [String], environment: [String: String] = [:], input: FileHandle? = nil,
        patience: Double = Patience.usual, takesDataDirectory: Bool = true
    ) throws -> RunningProgram {
        let silent = arguments.first == "up" && !arguments.contains("--console-listen")
        return try RunningProgram(
            Self.executable,
            arguments + (silent ? ["--no-console"] : [])
                + (takesDataDirectory ? ["--data-dir", directory + "/data"] : []),
            environment: environment,
            input: input, patience: patience)
    }

    /// Runs a command to its end.
    package func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Result {
        try await start(arguments, environment: environment).result()
    }

    /// Runs a command that talks to Kafka to its end.
    package func runOnBroker(_ arguments: [String]) async throws -> Result {
        try await run(arguments + ["--listen", listen])
    }

    /// Asks the database.
    package func query(_ sql: String) async throws -> String {
        let result = try await run(["psql", "-AtX", "-v", "ON_ERROR_STOP=1", "-c", sql])
        guard result.code == 0 else { throw ProgramError(description: result.errors) }
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// Waits, in the server, until a query gives true.
    package func wait(until condition: String, seconds: Int = 60) async throws {
        _ = try await query(ServerWait.statement(until: condition, seconds: seconds))
    }

    /// The audit of log against tables.
    package func verify() async throws -> Audit {
        let result = try await runOnBroker(["verify", "--json"])
        guard let audit = try? Audit(json: result.output) else {
            throw ProgramError(description: "verify said: \(result.output) \(result.errors)")
        }
        return audit
    }

    /// Beside the test bundle, where the build leaves it.
    private static var executable: String {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return bundle.appendingPathComponent("clickstream").path
    }
}

/// A command failed that a test needed.
package struct ProgramError: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}
