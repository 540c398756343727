internal import Foundation

/// Ends a program that a test waits for in vain, and says what it was doing, so that a hang is a failed test
/// with a name and not a run that never ends.
package final class Patience: Sendable {
    /// Many times what the slowest command of any test takes.
    package static let usual = 240.0

    private let seconds: Double
    private let process: pid_t
    private let command: String
    private let giveUp: @Sendable () -> Void
    private let isOver = DispatchSemaphore(value: 0)

    /// Watches from a thread of its own until `end` is called.
    /// - Parameter giveUp: called after the program was killed, to end whatever still waits for its output.
    init(process: pid_t, command: String, seconds: Double, giveUp: @escaping @Sendable () -> Void) {
        self.seconds = seconds
        self.process = process
        self.command = command
        self.giveUp = giveUp
        Thread.detachNewThread { [self] in watch() }
    }

    func end() { isOver.signal() }

    private func watch() {
        if isOver.wait(timeout: .now() + seconds) == .success { return }
        let report = "\nstill running after \(Int(seconds)) s, and killed: \(command)\n\(threads)\n"
        FileHandle.standardError.write(Data(report.utf8))
        kill(process, SIGKILL)
        giveUp()
    }

    /// Each thread of the program, and the system call in which it waits. Empty but on Linux.
    private var threads: String {
        let tasks = "/proc/\(process)/task"
        let identifiers = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
        return identifiers.sorted().map { identifier in
            let parts = ["comm", "wchan", "syscall"].map { name in
                let text = try? String(contentsOfFile: "\(tasks)/\(identifier)/\(name)", encoding: .utf8)
                return text?.trimmingCharacters(in: .newlines) ?? "?"
            }
            return "  \(identifier) " + parts.joined(separator: " ")
        }.joined(separator: "\n")
    }
}
