package import Foundation

/// A command that runs in the background. Its output is collected as it comes.
package final class RunningProgram: @unchecked Sendable {
    // `@unchecked`: `Process` is only started here and then asked for its identifier, signalled and waited
    // for, which it allows from any thread; the collected text is behind the lock.
    private let process = Process()
    private let output = CollectedText()
    private let errors = CollectedText()
    private let patience: Patience

    /// - Parameter patience: seconds, after which it is killed.
    init(
        _ executable: String, _ arguments: [String], environment: [String: String], input: FileHandle?,
        patience seconds: Double = Patience.usual
    ) throws {
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        for name in variables.keys where name.hasPrefix("PG") || name.hasPrefix("CLICKSTREAM_") {
            if name != "CLICKSTREAM_POSTGRES_BIN" { variables[name] = nil }
        }
        variables["DATABASE_URL"] = nil
        process.environment = variables.merging(environment) { $1 }
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        try process.run()
        patience = Patience(
            process: process.processIdentifier,
            command: ([executable] + arguments).joined(separator: " "),
            seconds: seconds
        ) { [output, errors] in
            output.giveUp()
            errors.giveUp()
        }
    }

    deinit { patience.end() }

    package var identifier: pid_t { process.processIdentifier }

    package var isRunning: Bool { process.isRunning }

    /// How much memory it uses; `nil` but on Linux.
    package var residentKilobytes: Int? {
        let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
    }

    /// What it has said so far on standard error.
    package var errorText: String { errors.text }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits until standard error holds a text, so many times.
    package func wait(forError text: String, times: Int = 1) async throws {
        guard await errors.wait(for: text, times: times) else {
            throw ProgramError(description: "ended without saying \"\(text)\": \(errors.text)")
        }
    }

    /// Waits for the end.
    package func result() async -> TestProgram.Result {
        let (output, errors) = (await output.end(), await errors.end())
        await ended()
        patience.end()
        return TestProgram.Result(code: process.terminationStatus, output: output, errors: errors)
    }

    /// On a thread of its own: a blocked test would take one of the few threads that all tests share.
    private func ended() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [process] in
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }
}
