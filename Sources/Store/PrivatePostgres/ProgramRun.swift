internal import Subprocess

#if canImport(System)
    internal import System
#else
    internal import SystemPackage
#endif

/// Runs one program to its end as the server's user, and takes what it printed.
///
/// Each runs in a session of its own, so that Ctrl-C in the terminal reaches this process alone, which then
/// decides in which order things stop; and in a directory that its user can enter, which `initdb` insists on.
struct ProgramRun {
    let user: ServerUser
    let workingDirectory: String

    struct Result {
        let succeeded: Bool
        /// Standard output and standard error, as they came, at most 256 KiB.
        let output: String
    }

    func run(
        _ program: String, _ arguments: [String], input: String = ""
    ) async throws(PrivatePostgresError) -> Result {
        var options = PlatformOptions()
        options.createSession = true
        let command = command(program, arguments)
        // What a user has set for other servers must not leak into this one; the language is fixed because
        // the server's messages are read here.
        let environment = Environment.inherit.updating([
            "PGDATA": nil, "PGHOST": nil, "PGPORT": nil, "PGUSER": nil, "PGDATABASE": nil, "PGOPTIONS": nil,
            "PGSERVICE": nil, "PGPASSWORD": nil, "LC_ALL": "C", "LANGUAGE": nil,
        ])
        do {
            let result = try await Subprocess.run(
                command.executable, arguments: Arguments(command.arguments), environment: environment,
                workingDirectory: FilePath(workingDirectory), platformOptions: options, input: .string(input),
                output: .string(limit: 256 * 1024), error: .combinedWithOutput)
            guard !Task.isCancelled else { throw PrivatePostgresError.cancelled }
            return Result(
                succeeded: result.terminationStatus.isSuccess, output: result.standardOutput)
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .programFailed(program: program, reason: "\(error)")
        }
    }

    /// The program, behind another one that changes the user where that has to be.
    ///
    /// Not by the options of Subprocess: they change the user between `fork` and `exec`, and glibc's
    /// `setgroups` then waits for ever for threads that the child does not have.
    private func command(
        _ program: String, _ arguments: [String]
    ) -> (executable: Executable, arguments: [String]) {
        guard user.isOther else { return (.path(FilePath(program)), arguments) }
        #if canImport(Darwin)
            let change = ["-u", "#\(user.userID)", "-g", "#\(user.groupID)", program]
            return (.name("sudo"), change + arguments)
        #else
            let change = [
                "--reuid", "\(user.userID)", "--regid", "\(user.groupID)", "--groups", "\(user.groupID)",
                program,
            ]
            return (.name("setpriv"), change + arguments)
        #endif
    }
}
